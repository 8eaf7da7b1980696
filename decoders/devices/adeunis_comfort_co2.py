"""Adeunis Comfort CO2 and Comfort Serenity, indoor temperature, humidity and CO2."""

from datetime import timedelta

from decoders.contract import Decoder
from decoders.formats.adeunis import Frame, Value, alarm, by_length, contact, decoder, record, samples
from telemetry.quantity import (
    AIR_TEMPERATURE,
    CO2,
    DIGITAL_INPUT,
    LOW_BATTERY,
    PULSE_COUNT,
    RELATIVE_HUMIDITY,
    THRESHOLD_ALARM,
)
from telemetry.reading import MAIN_CHANNEL


def _values(channel: str = MAIN_CHANNEL) -> tuple[Value, Value, Value]:
    return (
        Value(AIR_TEMPERATURE, 10, channel, (-32768,)),
        Value(CO2, 1, channel, (0xFFFF,)),
        Value(RELATIVE_HUMIDITY, 1, channel, (0xFF,)),
    )


_TEMPERATURE, _CO2, _HUMIDITY = _values()
_HIGHEST, _LOWEST, _MEAN = _values("day_max"), _values("day_min"), _values("day_mean")

_FRAMES: dict[int, Frame] = {
    # The day, after an icon and how long the air was bad; a short frame leaves the end out.
    0x30: by_length(record("xxhHBhHBhHB", *_HIGHEST, *_LOWEST, *_MEAN), record("xxhHBh", *_HIGHEST, _LOWEST[0])),
    0x51: contact("1"),
    0x52: contact("2"),
    0x6A: samples("hBH", _TEMPERATURE, _HUMIDITY, _CO2),
    0x6B: alarm("hBH", _TEMPERATURE, _HUMIDITY, _CO2, bits={0x10: "temperature", 0x01: "humidity", 0x20: "co2"}),
}

DECODER = Decoder(
    vendor="Adeunis",
    models=("Comfort CO2", "Comfort Serenity"),
    spec="COMFORT CO2 technical reference manual 2.3, frames; sampling period: register 321",
    emits=frozenset(
        {AIR_TEMPERATURE, CO2, DIGITAL_INPUT, LOW_BATTERY, PULSE_COUNT, RELATIVE_HUMIDITY, THRESHOLD_ALARM}
    ),
    decode=decoder(_FRAMES, period=timedelta(minutes=10)),
    aliases=("adeunis/comfort-co2", "adeunis/comfort-serenity"),
)
