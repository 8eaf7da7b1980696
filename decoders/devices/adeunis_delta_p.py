"""Adeunis Delta P, a differential pressure and a 0-10 V input."""

from decoders.contract import Decoder
from decoders.formats.adeunis import HOUR, Frame, Value, alarm, contact, decoder, nothing, samples
from telemetry.quantity import (
    DEVICE_FAULT,
    DIFFERENTIAL_PRESSURE,
    DIGITAL_INPUT,
    LOW_BATTERY,
    PULSE_COUNT,
    THRESHOLD_ALARM,
    VOLTAGE,
)

_PRESSURE = Value(DIFFERENTIAL_PRESSURE)
_INPUT = Value(VOLTAGE, 1000)

_FRAMES: dict[int, Frame] = {
    0x30: nothing,
    0x51: contact("1"),
    0x52: contact("2"),
    0x53: samples("h", _PRESSURE),
    0x54: alarm("h", _PRESSURE, bits={0xFF: "pressure"}),
    0x55: samples("h", _INPUT),
    0x56: alarm("h", _INPUT, bits={0xFF: "voltage"}),
}

DECODER = Decoder(
    vendor="Adeunis",
    models=("Delta P",),
    spec="DELTA P technical reference manual 2.0.1, frames; sampling period: register 321",
    emits=frozenset(
        {DEVICE_FAULT, DIFFERENTIAL_PRESSURE, DIGITAL_INPUT, LOW_BATTERY, PULSE_COUNT, THRESHOLD_ALARM, VOLTAGE}
    ),
    decode=decoder(_FRAMES, period=HOUR, timed=()),
    aliases=("adeunis/deltap", "adeunis/delta-p"),
)
