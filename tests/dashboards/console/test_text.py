import pytest
from console_world import CABINET, CLASSROOM, World

from dashboards.console import text
from dashboards.console.fleet import State, Vitals, after
from telemetry import words
from telemetry.device import Domain
from telemetry.i18n import translator
from telemetry.quantity import (
    ACTIVE_ENERGY,
    AIR_TEMPERATURE,
    BATTERY_LEVEL,
    CATALOGUE,
    CO2,
    DOOR_OPEN,
    PM2_5,
    PM10,
    WATER_PH,
    WATER_VOLUME,
    Quantity,
)
from telemetry.record import Activity

FR, EN = translator("fr"), translator("en")


@pytest.mark.parametrize(
    ("quantity", "value", "french", "english"),
    [
        (AIR_TEMPERATURE, 21.34, "21,3 °C", "21.3 °C"),
        (AIR_TEMPERATURE, -5.0, "−5 °C", "−5 °C"),
        (CO2, 812.0, "812 ppm", "812 ppm"),
        (WATER_VOLUME, 1234.56, "1\u202f234,6 m³", "1,234.6 m³"),
        (WATER_PH, 7.216, "7,22", "7.22"),
        (ACTIVE_ENERGY, 1_234_567.0, "1\u202f234,6 kWh", "1,234.6 kWh"),
        (DOOR_OPEN, 1.0, "oui", "yes"),
        (DOOR_OPEN, 0.0, "non", "no"),
        (PM2_5, 0.1234, "0,123 µg/m³", "0.123 µg/m³"),
    ],
)
def test_values(quantity: Quantity, value: float, french: str, english: str) -> None:
    assert words.value_text(quantity, value, FR) == french.replace(" ", "\u00a0")
    assert words.value_text(quantity, value, EN) == english.replace(" ", "\u00a0")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e300])
def test_values_that_are_no_values_are_written_all_the_same(value: float) -> None:
    assert words.value_text(AIR_TEMPERATURE, value, FR)


@pytest.mark.parametrize("quantity", CATALOGUE.values(), ids=lambda quantity: quantity.key)
def test_no_unit_shows_the_signs_of_ucum(quantity: Quantity) -> None:
    assert not set("[]_.") & set(words.unit(quantity))
    assert words.unit(quantity) not in {"Cel", "deg", "1"}


def vitals(world: World, dev_eui: str, values: dict[Quantity, float]) -> Vitals:
    record = world.record(dev_eui, values)
    return after(Vitals(record.device), record)


@pytest.mark.parametrize(
    ("values", "summary"),
    [
        ({AIR_TEMPERATURE: 21.3, CO2: 812, BATTERY_LEVEL: 90}, "21,3 °C · 812 ppm"),
        ({PM2_5: 8, PM10: 15}, "Particules PM2,5 : 8 µg/m³ · Particules PM10 : 15 µg/m³"),
        ({DOOR_OPEN: 1}, "Porte ouverte : oui"),
        ({AIR_TEMPERATURE: -85}, "⚠ −85 °C"),
        ({AIR_TEMPERATURE: 20, CO2: 812, PM10: 15, WATER_VOLUME: 3}, "20 °C · 812 ppm · 15 µg/m³ · +1"),
        ({}, ""),
    ],
)
def test_summary(world: World, values: dict[Quantity, float], summary: str) -> None:
    assert text.summary(vitals(world, CLASSROOM, values), FR).replace("\u00a0", " ") == summary


def test_channels_are_named_unless_there_is_one(world: World) -> None:
    assert text.series_label(world.series(CABINET, AIR_TEMPERATURE), FR) == "Température de l'air"
    assert text.series_label(world.series(CABINET, AIR_TEMPERATURE, "1"), EN) == "Air temperature (1)"


def test_radio(world: World) -> None:
    known = vitals(world, CLASSROOM, {CO2: 600})
    assert text.radio_text(known, FR) == "−97\u00a0dBm · SF9"
    assert known.activity is not None
    assert text.radio_facts(known.activity, FR) == (
        "−97\u00a0dBm, SNR 5,5\u00a0dB",
        "SF9",
        "7",
        "0016c001f1500001",
        "1",
    )
    assert text.radio_facts(Activity(0), FR) == ("", "", "", "", "0")


def test_battery_and_age(world: World) -> None:
    assert text.battery_text(vitals(world, CLASSROOM, {BATTERY_LEVEL: 87}), FR) == "87\u00a0%"
    assert text.battery_text(vitals(world, CLASSROOM, {}), FR) == ""
    assert text.age_text(0, world.now_ms, FR) == "jamais entendu"
    assert text.age_text(world.now_ms - 180_000, world.now_ms, FR) == "il y a 3 min"


def test_every_domain_and_state_has_a_label_in_french() -> None:
    assert text.DOMAIN_LABELS.keys() == set(Domain)
    assert text.STATE_LABELS.keys() == set(State)
