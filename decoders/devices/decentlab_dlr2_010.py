"""Decentlab DL-DLR2-010, two counters of pulses."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, long, unsigned
from telemetry.quantity import PULSE_COUNT, PULSES

DECODER = decentlab(
    ("DL-DLR2-010",),
    Sensor(4, (unsigned(PULSES, 0, 1, "ch0"), Value(PULSE_COUNT, lambda x, _: long(x, 2), "ch0"))),
    Sensor(4, (unsigned(PULSES, 0, 1, "ch1"), Value(PULSE_COUNT, lambda x, _: long(x, 2), "ch1"))),
    BATTERY,
)
