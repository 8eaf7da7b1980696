"""An EUI-64 has one form, however it was written."""

import pytest

from telemetry.errors import ParseError
from telemetry.eui import parse_eui


@pytest.mark.parametrize(
    "text", ["24e124136b502217", "24E124136B502217", "24-E1-24-13-6B-50-22-17", "24:e1:24:13:6b:50:22:17"]
)
def test_each_spelling_gives_the_canonical_form(text: str) -> None:
    assert parse_eui(text) == "24e124136b502217"


@pytest.mark.parametrize("text", ["", "24e1", "24e124136b50221g", "24e124136b502217 00", "２4e124136b502217", None, 7])
def test_what_is_no_eui_is_refused_with_an_example(text: object) -> None:
    with pytest.raises(ParseError, match="24e124136b502217"):
        parse_eui(text)  # type: ignore[arg-type]
