"""Decentlab DL-DLR2-002, counter of pulses."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, long, unsigned
from telemetry.quantity import PULSE_COUNT, PULSES

DECODER = decentlab(
    ("DL-DLR2-002",),
    Sensor(4, (unsigned(PULSES, 0, 1), Value(PULSE_COUNT, lambda x, _: long(x, 2)))),
    BATTERY,
)
