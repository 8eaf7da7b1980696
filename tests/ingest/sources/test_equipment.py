"""Values judged before they are believed, and names that mean quantities."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.equipment import measured, named, report
from telemetry import quantity as q
from telemetry.errors import ParseError
from telemetry.eui import equipment_eui, parse_eui, sigfox_eui
from telemetry.quantity import Quantity
from telemetry.times import EPOCH


@pytest.mark.parametrize(
    ("name", "raw", "unit", "quantity", "value"),
    [
        ("Temperature", 21.5, "", q.AIR_TEMPERATURE, 21.5),
        ("Rack 1/Temperature", 77, "°F", q.AIR_TEMPERATURE, 25.0),
        ("supply_temp_c", 20, "", q.SUPPLY_TEMPERATURE, 20.0),
        ("voltage_l1", "231.5", "", q.VOLTAGE, 231.5),
        ("Phase A/Current L2", 3, "A", q.CURRENT, 3.0),
        ("power_kw", 1.5, "", q.ACTIVE_POWER, 1500.0),
        ("energy_kwh", 3, "", q.ACTIVE_ENERGY, 3000.0),
        ("Energy", 3, "kWh", q.ACTIVE_ENERGY, 3000.0),
        ("energy", 3, "", q.ANALOG_INPUT, 3.0),
        ("battery", 50, "", q.ANALOG_INPUT, 50.0),
        ("Temperature", 3, "V", q.ANALOG_INPUT, 3.0),
        ("door", 1, "", q.DOOR_OPEN, 1.0),
        ("door", 2, "", q.ANALOG_INPUT, 2.0),
        ("made.up", True, "", q.DIGITAL_INPUT, 1.0),
        ("made.up", 7, "", q.ANALOG_INPUT, 7.0),
    ],
)
def test_a_name_means_a_quantity(name: str, raw: object, unit: str, quantity: Quantity, value: float) -> None:
    reading = named(name, raw, unit)
    assert reading is not None
    assert (reading.quantity, reading.value, reading.channel) == (quantity, value, name)


@pytest.mark.parametrize(
    "raw", [None, "", "n/a", "nan", "1e999", float("inf"), [1], {}, 2147483647, 4294967295, -(2**31)]
)
@pytest.mark.parametrize("name", ["Temperature", "made.up"])
def test_what_is_no_value_is_missing(name: str, raw: object) -> None:
    assert named(name, raw) is None


@pytest.mark.parametrize(
    ("quantity", "raw", "unit", "missing"),
    [
        (q.AIR_TEMPERATURE, 85.0, "", True),
        (q.AIR_TEMPERATURE, -127, "", True),
        (q.WATER_TEMPERATURE, 185.0, "°F", True),
        (q.AIR_TEMPERATURE, 85.1, "", False),
        (q.SUPPLY_TEMPERATURE, 85.0, "", False),
        (q.DEVICE_TEMPERATURE, 85.0, "", False),
        (q.VOLTAGE, -127, "", False),
    ],
)
def test_the_errors_of_a_probe_are_errors_of_probes_only(
    quantity: Quantity, raw: float, unit: str, *, missing: bool
) -> None:
    assert (measured(quantity, raw, unit=unit) is None) == missing


@pytest.mark.parametrize("raw", [1, 1.0, True, "1", "true", "ON", "Online", " active "])
def test_what_is_true(raw: object) -> None:
    reading = measured(q.LINK_UP, raw)
    assert reading is not None
    assert reading.value == 1.0


@given(raw=st.one_of(st.none(), st.integers(), st.floats(), st.text(), st.booleans()), name=st.text(), unit=st.text())
def test_whatever_comes_is_a_sound_reading_or_none(raw: Any, name: str, unit: str) -> None:
    reading = named(name, raw, unit)
    if reading is not None:
        assert abs(reading.value) < float("inf")
        assert reading.channel.isprintable()
        assert 0 < len(reading.channel) <= 200


def test_equipment_has_an_eui_of_its_name() -> None:
    eui = equipment_eui("shelly", "shellyplusht-b8d61a8b17cc")
    assert eui == "020ba256a5cc8f17"
    assert parse_eui(eui) == eui
    assert len({eui, equipment_eui("tasmota", "shellyplusht-b8d61a8b17cc"), equipment_eui("shelly", "shelly")}) == 3


@pytest.mark.parametrize(("device", "eui"), [("1A2B3C", "06000000001a2b3c"), ("FFFFFFFF", "06000000ffffffff")])
def test_a_sigfox_device_keeps_its_id(device: str, eui: str) -> None:
    assert sigfox_eui(device) == eui
    assert parse_eui(eui) == eui


@pytest.mark.parametrize("device", ["", "123456789", "xyz", "{device}", "１Ａ"])
def test_what_is_no_sigfox_id_is_refused(device: str) -> None:
    with pytest.raises(ParseError, match="not a Sigfox device id"):
        sigfox_eui(device)


@pytest.mark.parametrize("identity", ["", "a\0b"])
def test_equipment_has_a_name(identity: str) -> None:
    with pytest.raises(ParseError, match="without a name"):
        report("shelly", identity, EPOCH, [])
