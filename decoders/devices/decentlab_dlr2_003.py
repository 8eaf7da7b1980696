"""Decentlab DL-DLR2-003, digital input."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, unsigned
from telemetry.quantity import DIGITAL_INPUT

DECODER = decentlab(
    ("DL-DLR2-003",),
    Sensor(1, (unsigned(DIGITAL_INPUT, 0),)),
    BATTERY,
)
