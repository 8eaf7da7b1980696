"""Decentlab DL-ISD, growth of a stem."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, unsigned
from telemetry.quantity import LENGTH

DECODER = decentlab(
    ("DL-ISD",),
    # Sent in micrometres.
    Sensor(1, (unsigned(LENGTH, 0, 1_000_000),)),
    BATTERY,
)
