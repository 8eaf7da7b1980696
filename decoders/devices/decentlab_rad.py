"""Decentlab DL-RAD, radar distance."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed, unsigned
from telemetry.quantity import DEVICE_TEMPERATURE, DISTANCE

DECODER = decentlab(
    ("DL-RAD",),
    # The strength of the echo and a status follow.
    Sensor(4, (unsigned(DISTANCE, 0, 1000), signed(DEVICE_TEMPERATURE, 1, 100))),
    BATTERY,
)
