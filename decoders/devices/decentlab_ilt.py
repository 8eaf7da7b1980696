"""Decentlab DL-ILT, temperature of a leaf."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed
from telemetry.quantity import SURFACE_TEMPERATURE

DECODER = decentlab(
    ("DL-ILT",),
    Sensor(1, (signed(SURFACE_TEMPERATURE, 0, 100),)),
    BATTERY,
)
