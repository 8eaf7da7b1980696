import itertools

import pytest
from console_world import INVENTORY

from dashboards.console.fleet import SiteView, State
from dashboards.console.site_map import base_layer, words
from telemetry.i18n import translator

SCHOOL = INVENTORY.sites[0]


@pytest.mark.parametrize(
    ("tally", "french", "english"),
    [
        ({State.FRESH: 1}, "École Jules-Verne, Amiens · 1 capteur", "École Jules-Verne, Amiens · 1 device"),
        (
            {State.SUSPECT: 1, State.SILENT: 2, State.FRESH: 9},
            "École Jules-Verne, Amiens · 12 capteurs · à vérifier : 1, silencieux : 2",
            "École Jules-Verne, Amiens · 12 devices · to check: 1, silent: 2",
        ),
    ],
)
def test_a_site_in_words(tally: dict[State, int], french: str, english: str) -> None:
    view = SiteView(SCHOOL, State.FRESH, tally)
    assert words(view, translator("fr")).replace("\u00a0", " ") == french
    assert words(view, translator("en")) == english


def test_base_layer_is_a_closed_outline_with_its_river_inside() -> None:
    layer = base_layer()
    outline, river = layer["outline"], layer["river"]
    assert outline[0] == outline[-1]
    assert all(49.5 < latitude < 50.4 and 1.3 < longitude < 3.3 for latitude, longitude in outline + river)
    inside = [point for point in river if contains(outline, *point)]
    # The spring side and the sea side lie outside the département.
    assert len(inside) >= len(river) - 2


def contains(outline: list[tuple[float, float]], latitude: float, longitude: float) -> bool:
    """Whether a point lies in a polygon: an odd number of edges to its east."""
    crossings = 0
    for (lat_a, lon_a), (lat_b, lon_b) in itertools.pairwise(outline):
        if (lat_a > latitude) != (lat_b > latitude):
            crossings += longitude < lon_a + (latitude - lat_a) / (lat_b - lat_a) * (lon_b - lon_a)
    return crossings % 2 == 1
