"""Decentlab DL-DLR2-011, two digital inputs."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, unsigned
from telemetry.quantity import DIGITAL_INPUT

DECODER = decentlab(
    ("DL-DLR2-011",),
    Sensor(1, (unsigned(DIGITAL_INPUT, 0, 1, "ch0"),)),
    Sensor(1, (unsigned(DIGITAL_INPUT, 0, 1, "ch1"),)),
    BATTERY,
)
