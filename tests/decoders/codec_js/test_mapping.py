"""What a codec returns becomes readings by rules and usual names; every value is either read or listed."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoders.codec_js.mapping import CodecMapping
from decoders.codec_js.rules import table
from decoders.codec_js.units import convert, is_unit
from decoders.codec_js.worker import Output
from telemetry.errors import ConfigError
from telemetry.quantity import CATALOGUE, Kind, Quantity
from telemetry.reading import Reading
from telemetry.times import parse_instant

CASES = tomllib.loads(Path(__file__).with_name("mapping_cases.toml").read_text("utf-8"))["case"]


def facts(readings: list[Reading]) -> dict[str, float]:
    named = {}
    for reading in readings:
        time = f"@{reading.time.isoformat()}" if reading.time else ""
        named[f"{reading.quantity.key}/{reading.channel}{time}"] = reading.value
    assert len(named) == len(readings)
    return named


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_output_is_read(case: dict[str, Any], tmp_path: Path) -> None:
    mapping = CodecMapping()
    if "mapping" in case:
        file = tmp_path / "m.toml"
        file.write_text(case["mapping"])
        mapping = CodecMapping.read(file)
    normalized = json.loads(case["normalized"]) if "normalized" in case else None
    readings, unmapped = mapping.apply(Output({"data": json.loads(case["data"])}, normalized))
    expected = {}
    for key, value in case.get("readings", {}).items():
        place, at, time = key.partition("@")
        expected[place + at + (parse_instant(time).isoformat() if at else "")] = pytest.approx(value)
    assert facts(readings) == expected
    assert unmapped == case.get("unmapped", [])


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["temperature", "value", "unit", "time", "name", "battery", "channel", "x", "tempUnit", ""]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(data=JSON, normalized=JSON)
def test_any_json_is_taken(data: object, normalized: object) -> None:
    readings, unmapped = CodecMapping().apply(Output({"data": data}, {"data": normalized}))
    assert all(type(reading.value) is float for reading in readings)
    assert unmapped == sorted(set(unmapped))


def test_deep_objects_are_listed_not_followed() -> None:
    data = {"temperature": 1}
    for _ in range(500):
        data = {"data": data}
    readings, unmapped = CodecMapping().apply(Output({"data": data}))
    assert readings == []
    assert len(unmapped) == 1


def test_a_codec_that_invents_names_does_not_fill_the_memory() -> None:
    file_rules = CodecMapping.read(Path(__file__).with_name("mapping_cases_rule.toml"))
    for number in range(10_000):
        file_rules.apply(Output({"data": {f"x{number}": 1}}))
    assert len(file_rules._explicit) <= 4096


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rule = 3", "Expected"),
        ("[[rule]]\nquantity = 'co2'", "path"),
        ("[[rule]]\npath = 'x'\nquantity = 'nonsense'", "no quantity"),
        ("[[rule]]\npath = 'x'\nchanel = 'y'", "chanel"),
        ("[[rule]]\npath = 'x'\nscale = 'big'", "scale"),
        ("[[rule]]\npath = 'x'\nquantity = 'co2'\nunit = 'furlong'", "furlong"),
        ("not toml", "not a mapping"),
    ],
)
def test_mistakes_of_a_mapping_are_named(text: str, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "m.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=re.escape(reason)) as caught:
        CodecMapping.read(file)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (3599, "mV", "V", 3.599),
        (212, "°F", "Cel", 100),
        (300, "K", "Cel", 26.85),
        (0.35, "m³/m³", "%", 35),
        (1013, "mbar", "hPa", 1013),
        (1, "bar", "kPa", 100),
        (3.6, "MJ", "W.h", 1000),
        (1.2, "MWh", "W.h", 1_200_000),
        (20, "L/min", "m3/h", 1.2),
        (36, "km/h", "m/s", 10),
        (1.5, "dS/m", "uS/cm", 1500),
        (5, "µg/m³", "ug/m3", 5),
        (5, "%RH", "%", 5),
        (5, "mW", "W", 0.005),
        (5, "MW", "W", 5_000_000),
        (5, "V", "Cel", None),
        (5, "furlong", "m", None),
        (5, "", "m", None),
    ],
)
def test_units(value: float, source: str, target: str, expected: float | None) -> None:
    converted = convert(value, source, target)
    assert converted == (expected if expected is None else pytest.approx(expected))


@pytest.mark.parametrize("quantity", CATALOGUE.values(), ids=lambda quantity: quantity.key)
def test_every_unit_of_the_catalogue_is_known(quantity: Quantity) -> None:
    if quantity.kind is not Kind.STATE:
        assert is_unit(quantity.unit), f"{quantity.unit} is missing in units.py"


def test_usual_names_are_simple_known_and_of_known_units() -> None:
    for rule in table()["rules"]:
        assert rule["quantity"] in CATALOGUE
        assert all(re.fullmatch("[a-z0-9]+", name) for name in rule["names"])
        unit = rule.get("unit", "stated")
        assert unit == "stated" or convert(1, unit, CATALOGUE[rule["quantity"]].unit) is not None
    assert all(is_unit(unit) for unit in table()["suffixes"].values())
    assert set(table()["words"]) - {"true", "false"} <= set(CATALOGUE)
