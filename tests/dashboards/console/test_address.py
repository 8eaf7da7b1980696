import pytest
from console_world import CLASSROOM
from hypothesis import given
from hypothesis import strategies as st

from dashboards.console.address import parse_address, write_address
from dashboards.console.charts import Range
from dashboards.console.mount import chosen_language
from dashboards.console.views.device_panel import Shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", None),
        ("lang=en", None),
        ("device=zz", None),
        (f"device={CLASSROOM}", Shown(CLASSROOM)),
        (f"?device={CLASSROOM.upper()}&series=12", Shown(CLASSROOM, 12)),
        (f"device={CLASSROOM}&series=12&range=week", Shown(CLASSROOM, 12, Range.WEEK)),
        (f"device={CLASSROOM}&series=-1&range=century", Shown(CLASSROOM)),
        (f"device={CLASSROOM}&series={'9' * 5000}", Shown(CLASSROOM)),
        (f"device={CLASSROOM}&series=٣", Shown(CLASSROOM)),
    ],
)
def test_parse_address(query: str, shown: Shown | None) -> None:
    assert parse_address(query) == shown


@given(st.text())
def test_any_address_is_read(query: str) -> None:
    parse_address(query)


@given(
    st.integers(0, 2**64 - 1).map("{:016x}".format),
    st.none() | st.integers(0, 999_999_999),
    st.sampled_from(Range),
)
def test_an_address_written_is_read_back(dev_eui: str, series_id: int | None, reach: Range) -> None:
    shown = Shown(dev_eui, series_id, reach)
    assert parse_address(write_address(shown)) == shown


def test_no_device_is_no_query() -> None:
    assert write_address(None) == ""


@pytest.mark.parametrize(
    ("asked", "remembered", "language"),
    [
        ("", "", "fr"),
        ("en", "", "en"),
        ("", "en", "en"),
        ("fr", "en", "fr"),
        ("zz", "<script>", "fr"),
        ("zz", "en", "en"),
    ],
)
def test_language(asked: str, remembered: str, language: str) -> None:
    assert chosen_language(asked, remembered, "fr") == language
