"""Adeunis Comfort and Comfort 2, indoor temperature and humidity."""

from decoders.contract import Decoder
from decoders.formats.adeunis import HOUR, Frame, Value, alarm, contact, decoder, nothing, samples
from telemetry.quantity import (
    AIR_TEMPERATURE,
    DIGITAL_INPUT,
    LOW_BATTERY,
    PULSE_COUNT,
    RELATIVE_HUMIDITY,
    THRESHOLD_ALARM,
)

_TEMPERATURE = Value(AIR_TEMPERATURE, 10, missing=(-32768,))
_HUMIDITY = Value(RELATIVE_HUMIDITY, missing=(0xFF,))

_FRAMES: dict[int, Frame] = {
    0x30: nothing,
    0x4C: samples("hB", _TEMPERATURE, _HUMIDITY),
    0x4D: alarm("hB", _TEMPERATURE, _HUMIDITY, bits={0x10: "temperature", 0x01: "humidity"}),
    0x51: contact("1"),
    0x52: contact("2"),
}

DECODER = Decoder(
    vendor="Adeunis",
    models=("Comfort", "Comfort 2"),
    spec="COMFORT user guide V2.1.1, description of frames; sampling period: section 2.3.1",
    emits=frozenset({AIR_TEMPERATURE, DIGITAL_INPUT, LOW_BATTERY, PULSE_COUNT, RELATIVE_HUMIDITY, THRESHOLD_ALARM}),
    decode=decoder(_FRAMES, period=HOUR),
    aliases=("adeunis/comfort",),
)
