"""Netvox sensors of temperature, and of the humidity, pressure, gases and particles of rooms."""

from collections.abc import Iterator
from struct import Struct

from decoders.formats.netvox import HUMIDITY, TEMPERATURE, Family, Report, Value, battery, decoder, only, sensor
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    CO2,
    DIFFERENTIAL_PRESSURE,
    ILLUMINANCE,
    PM2_5,
    PM10,
    RELATIVE_HUMIDITY,
    SOS,
    SURFACE_TEMPERATURE,
    TVOC,
    TVOC_INDEX,
    VIBRATION,
)
from telemetry.reading import Reading

_GASES = Struct(">HhHB")
_ALL_ONES = 0xFFFF


def _volatile(body: bytes) -> Iterator[Reading]:
    """The last byte says whether the organic compounds come in ppb or as an index."""
    tvoc, temperature, humidity, is_index = _GASES.unpack_from(body)
    yield Reading(TVOC_INDEX if is_index else TVOC, float(tvoc))
    yield TEMPERATURE.reading(temperature)
    yield HUMIDITY.reading(humidity)


def _pressure_and_light(body: bytes) -> Iterator[Reading]:
    """Pressure in four bytes and illuminance in three; all ones stand for no sensor."""
    pressure, light = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:7], "big")
    if pressure != 0xFFFFFFFF:
        yield Reading(ATMOSPHERIC_PRESSURE, pressure / 100)
    if light != 0xFFFFFF:
        yield Reading(ILLUMINANCE, float(light))


_MULTI_SENSOR = {
    1: sensor(
        "hHHB",
        Value(AIR_TEMPERATURE, 100, missing=(-1,)),
        Value(RELATIVE_HUMIDITY, 100, missing=(_ALL_ONES,)),
        Value(CO2, missing=(_ALL_ONES,)),
        Value(VIBRATION, missing=(0xFF,)),
    ),
    2: battery(Report(_pressure_and_light, frozenset({ATMOSPHERIC_PRESSURE, ILLUMINANCE}))),
    3: sensor("HHH", *(Value(quantity, missing=(_ALL_ONES,)) for quantity in (PM2_5, PM10, TVOC))),
}

DECODER = decoder(
    "the climate sensors",
    (
        Family(
            only(sensor("hH", TEMPERATURE, HUMIDITY)),
            {0x01: "R711 R712", 0x0B: "R718A", 0x13: "R718AB", 0x6E: "R720A"},
        ),
        Family(only(sensor("h", TEMPERATURE)), {0x9C: "R718AD"}),
        Family(
            only(sensor("h", Value(SURFACE_TEMPERATURE, 10))),
            {0x90: "R718CJ", 0x91: "R718CK", 0x92: "R718CT", 0x93: "R718CN", 0x94: "R718CE", 0x95: "R718B"},
        ),
        Family(
            only(sensor("hh", Value(SURFACE_TEMPERATURE, 10, "1"), Value(SURFACE_TEMPERATURE, 10, "2"))),
            {
                0x14: "R718B2",
                0x15: "R718CJ2",
                0x16: "R718CK2",
                0x17: "R718CT2",
                0x18: "R718CN2",
                0x19: "R718CE2",
                0x78: "R730CJ2",
                0x79: "R730CK2",
                0x7A: "R730CT2",
                0x7B: "R730CN2",
                0x7C: "R730CE2",
            },
        ),
        Family(
            only(sensor("hHH", TEMPERATURE, HUMIDITY, Value(PM2_5))),
            {
                0x35: "RA0716",
                0x36: "R72616",
                0x37: "R72716",
                0x5D: "R718SA",
                0x5E: "R728SA",
                0x5F: "R729SA",
                0x6A: "R72616A RA0716A",
            },
        ),
        Family(only(sensor("hHB", TEMPERATURE, HUMIDITY, Value(SOS))), {0x6F: "R720B"}),
        Family(only(sensor("Ih", Value(ATMOSPHERIC_PRESSURE, 100), TEMPERATURE)), {0x70: "R720C"}),
        Family(
            only(battery(Report(_volatile, frozenset({TVOC, TVOC_INDEX, AIR_TEMPERATURE, RELATIVE_HUMIDITY})))),
            {0xA5: "R720E"},
        ),
        Family(only(sensor("hh", Value(DIFFERENTIAL_PRESSURE, 10), Value(AIR_TEMPERATURE, 10))), {0xAC: "R718Y"}),
        Family(_MULTI_SENSOR, {0xBB: "R718UBB"}),
    ),
)
