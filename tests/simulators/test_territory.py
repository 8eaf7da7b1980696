"""The territory: real communes, and sites that an inventory would accept."""

from collections import Counter
from itertools import islice

import pytest

from simulators.territory import Commune, Placed, communes, masts, sites, slug


@pytest.fixture(scope="module")
def placed() -> list[Placed]:
    return list(islice(sites(1), 2000))


def test_communes_are_of_the_somme_and_of_all_fifteen_groupings() -> None:
    every = communes()
    assert len(every) >= 40
    assert len({commune.insee for commune in every}) == len(every)
    assert all(commune.insee.startswith("80") and len(commune.insee) == 5 for commune in every)
    assert all(49.57 < commune.latitude < 50.37 and 1.37 < commune.longitude < 3.21 for commune in every)
    assert len({commune.tenant for commune in every}) == 15


def test_gateways_are_distinct_and_stand_in_communes() -> None:
    every = masts()
    assert len(every) >= 20
    assert len({mast.gateway_id for mast in every}) == len(every)
    assert all(len(mast.gateway_id) == 16 and 20 <= mast.height <= 110 for mast in every)


def test_sites_are_distinct_near_their_commune_and_of_all_authorities(placed: list[Placed]) -> None:
    assert len({one.site.slug for one in placed}) == len(placed)
    assert len({one.site.tenant for one in placed[:40]}) == 16
    for one in placed:
        assert one.site.latitude == pytest.approx(one.commune.latitude, abs=0.04)
        assert one.site.longitude == pytest.approx(one.commune.longitude, abs=0.06)


def test_kinds_stand_where_they_make_sense(placed: list[Placed]) -> None:
    kinds = Counter(one.kind.kind for one in placed)
    assert kinds["datacenter"] == 1
    assert kinds["school"] > kinds["town_hall"]
    assert all(one.commune.river for one in placed if one.kind.kind == "river_gauge")
    assert all(one.site.tenant == "departement-somme" for one in placed if one.kind.kind in {"nro", "datacenter"})


def test_the_same_seed_gives_the_same_sites(placed: list[Placed]) -> None:
    assert list(islice(sites(1), 300)) == placed[:300]
    assert list(islice(sites(2), 300)) != placed[:300]


@pytest.mark.parametrize(
    ("name", "of"), [("Albert", "d'Albert"), ("Le Crotoy", "du Crotoy"), ("Épehy", "d'Épehy"), ("Ham", "de Ham")]
)
def test_french_elides_names(name: str, of: str) -> None:
    assert Commune("80000", name, "", 0, 0, 0, "", "").of == of


def test_slugs_are_ascii() -> None:
    assert slug("Point d'apport, rue de l'Église (Œuvre)") == "point-d-apport-rue-de-l-eglise-oeuvre"
