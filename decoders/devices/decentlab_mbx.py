"""Decentlab DL-MBX, ultrasonic distance."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, unsigned
from telemetry.quantity import DISTANCE

DECODER = decentlab(
    ("DL-MBX",),
    # The number of valid samples follows.
    Sensor(2, (unsigned(DISTANCE, 0, 1000),)),
    BATTERY,
)
