"""Enless Wireless TX transmitters: all share a header that names the product, then values, alarms and states.

Big-endian. Carbon dioxide and volatile organic compounds are in tenths, as everything but pulses.
"""

from struct import Struct
from typing import NamedTuple

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_LEVEL,
    CO2,
    CURRENT_LOOP,
    DIGITAL_INPUT,
    PULSE_COUNT,
    RELATIVE_HUMIDITY,
    THRESHOLD_ALARM,
    TVOC,
    WATER_LEAK,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_TYPE_AT, _VALUES_AT = 3, 6

_BATTERY = (100.0, 75.0, 50.0, 25.0)

Value = tuple[Quantity, str, str]
"""A quantity, its channel, and the name of its alarms."""


class Product(NamedTuple):
    """The values of a product; `layout` ends with the word of alarms and that of states."""

    layout: Struct
    values: tuple[Value, ...]


def _product(layout: str, *values: Value) -> Product:
    return Product(Struct(f">{layout}HH"), values)


_TEMPERATURE: Value = (AIR_TEMPERATURE, MAIN_CHANNEL, "temperature")
_HUMIDITY: Value = (RELATIVE_HUMIDITY, MAIN_CHANNEL, "humidity")
_VOC: Value = (TVOC, MAIN_CHANNEL, "voc")
_CO2: Value = (CO2, MAIN_CHANNEL, "co2")
_FIRST: Value = (AIR_TEMPERATURE, "1", "temperature_1")
_SECOND: Value = (AIR_TEMPERATURE, "2", "temperature_2")

_ONE_PROBE = _product("hxx", _FIRST)
_TWO_PROBES = _product("hh", _FIRST, _SECOND)

_PRODUCTS = {
    0x04: _product("hH4x", _TEMPERATURE, _HUMIDITY),
    0x05: _product("hHHxx", _TEMPERATURE, _HUMIDITY, _VOC),
    0x06: _product("hHHH", _TEMPERATURE, _HUMIDITY, _VOC, _CO2),
    0x07: _ONE_PROBE,
    0x0C: _TWO_PROBES,
    0x0D: _product("h", (CURRENT_LOOP, MAIN_CHANNEL, "current")),
    0x0E: _product("hH", _TEMPERATURE, _HUMIDITY),
    0x0F: _ONE_PROBE,
    0x10: _ONE_PROBE,
    0x11: _TWO_PROBES,
}

_PULSES = frozenset({0x08, 0x09, 0x0A, 0x0B})
_PULSE_FRAME = Struct(">3IHH")
_INPUTS = ("1", "2", "oc")
_HIGH_FLOW, _LOW_FLOW, _LEAK = 0, 4, 8
"""Where the alarms of the three inputs begin in the word of alarms."""
_CLOSED = 4
"""Where the states of the three inputs begin in the word of states."""


def _bit(word: int, n: int) -> float:
    return float(word >> n & 1)


def _values(product: Product, data: bytes) -> tuple[list[Reading], int]:
    """The values, a high and a low alarm of each, and the word of states."""
    *raws, alarms, state = product.layout.unpack(data)
    readings = []
    for n, ((quantity, channel, name), raw) in enumerate(zip(product.values, raws, strict=True)):
        readings.append(Reading(quantity, raw / 10, channel))
        readings.append(Reading(THRESHOLD_ALARM, _bit(alarms, 2 * n), f"{name}_high"))
        readings.append(Reading(THRESHOLD_ALARM, _bit(alarms, 2 * n + 1), f"{name}_low"))
    return readings, state


def _pulses(data: bytes) -> tuple[list[Reading], int]:
    """The counts of two inputs and an open collector, their alarms of flow and leak, whether each is closed."""
    *counts, alarms, state = _PULSE_FRAME.unpack(data)
    readings = []
    for n, (channel, count) in enumerate(zip(_INPUTS, counts, strict=True)):
        readings.append(Reading(PULSE_COUNT, float(count), channel))
        readings.append(Reading(THRESHOLD_ALARM, _bit(alarms, _HIGH_FLOW + n), f"{channel}_high"))
        readings.append(Reading(THRESHOLD_ALARM, _bit(alarms, _LOW_FLOW + n), f"{channel}_low"))
        readings.append(Reading(WATER_LEAK, _bit(alarms, _LEAK + n), channel))
        readings.append(Reading(DIGITAL_INPUT, _bit(state, _CLOSED + n), channel))
    return readings, state


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a periodic or an alarm frame, which are alike."""
    kind, data = uplink.payload[_TYPE_AT], uplink.payload[_VALUES_AT:]
    if kind in _PULSES:
        readings, state = _pulses(data)
    elif kind in _PRODUCTS:
        readings, state = _values(_PRODUCTS[kind], data)
    else:
        raise DecodeError(f"unknown product type {kind:#04x}")
    return [*readings, Reading(BATTERY_LEVEL, _BATTERY[state >> 2 & 3])]


DECODER = Decoder(
    vendor="Enless",
    models=(
        "TX T&H AMB 600-021",
        "TX VOC/T&H AMB 600-022",
        "TX CO2/VOC/T&H AMB 600-023",
        "TX TEMP INS 600-031",
        "TX TEMP CONT1 600-032",
        "TX TEMP CONT1 MP 600-033",
        "TX T&H 600-034",
        "TX 4/20 mA 600-035",
        "TX PULSE 600-036",
        "TX PULSE ATEX 600-037",
        "TX PULSE LED 600-038",
        "TX CONTACT 600-039",
        "TX TEMP CONT2 600-232",
        "TX TEMP CONT2 MP 600-233",
    ),
    spec="Enless Wireless LoRaWAN payloads, as in the maker's decoder",
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            BATTERY_LEVEL,
            CO2,
            CURRENT_LOOP,
            DIGITAL_INPUT,
            PULSE_COUNT,
            RELATIVE_HUMIDITY,
            THRESHOLD_ALARM,
            TVOC,
            WATER_LEAK,
        }
    ),
    decode=decode,
    aliases=(
        "enless-wireless/tx-trh-amb-600-021",
        "enless-wireless/tx-amb-600-022",
        "enless-wireless/tx-amb-600-023",
        "enless-wireless/tx-temp-600-031",
        "enless-wireless/tx-temp-cont1-600-032",
        "enless-wireless/tx-temp-cont1-600-033",
        "enless-wireless/tx-temp-cont2-600-034",
        "enless-wireless/tx-analog-600-035",
        "enless-wireless/tx-pulse-600",
        "enless-wireless/tx-pulse-atex-600-037",
        "enless-wireless/tx-pulse-led-600-038",
        "enless-wireless/tx-contact-600-039",
        "enless-wireless/tx-temp-cont2-600-232",
        "enless-wireless/tx-temp-cont2-600-233",
    ),
)
