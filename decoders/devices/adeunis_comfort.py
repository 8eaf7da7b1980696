"""Adeunis Comfort, Comfort CO2 and Comfort Serenity, indoor temperature and humidity, the latter two with CO2."""

from collections.abc import Iterator
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.adeunis import Frame, Row, Value, contact, decoder, nothing, row, samples
from telemetry.quantity import (
    AIR_TEMPERATURE,
    CO2,
    DIGITAL_INPUT,
    LOW_BATTERY,
    PULSE_COUNT,
    RELATIVE_HUMIDITY,
    THRESHOLD_ALARM,
)
from telemetry.reading import Reading

_TEMPERATURE = Value(AIR_TEMPERATURE, 10, missing=(-32768,))
_HUMIDITY = Value(RELATIVE_HUMIDITY, missing=(0xFF,))
_CO2 = Value(CO2, missing=(0xFFFF,))


def _alarm(layout: str, *values: Value, bits: dict[int, str]) -> Frame:
    """Which limits are crossed, then the values; each bit of the first byte names an alarm's channel."""
    fields = Struct(">B" + layout)

    def rows(body: bytes, _status: int) -> Iterator[Row]:
        flags, *raws = fields.unpack(body)
        alarms = [Reading(THRESHOLD_ALARM, float(flags & bit != 0), channel) for bit, channel in bits.items()]
        yield [*alarms, *row(values, raws)]

    return rows


_FRAMES: dict[int, Frame] = {
    0x30: nothing,  # the day's lowest, highest and mean of values that were sent before
    0x4C: samples("hB", _TEMPERATURE, _HUMIDITY),
    0x4D: _alarm("hB", _TEMPERATURE, _HUMIDITY, bits={0x10: "temperature", 0x01: "humidity"}),
    0x51: contact("1"),
    0x52: contact("2"),
    0x6A: samples("hBH", _TEMPERATURE, _HUMIDITY, _CO2),
    0x6B: _alarm("hBH", _TEMPERATURE, _HUMIDITY, _CO2, bits={0x10: "temperature", 0x01: "humidity", 0x20: "co2"}),
}

DECODER = Decoder(
    vendor="Adeunis",
    models=("Comfort CO2", "Comfort", "Comfort 2", "Comfort Serenity"),
    spec="COMFORT CO2 user guide, Description of frames",
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            CO2,
            DIGITAL_INPUT,
            LOW_BATTERY,
            PULSE_COUNT,
            RELATIVE_HUMIDITY,
            THRESHOLD_ALARM,
        }
    ),
    decode=decoder(_FRAMES),
    aliases=("adeunis/comfort", "adeunis/comfort-co2", "adeunis/comfort-serenity"),
)
