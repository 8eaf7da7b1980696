"""Decentlab DL-TRS21, soil water potential and temperature."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, signed
from telemetry.quantity import SOIL_TEMPERATURE, SOIL_WATER_POTENTIAL

DECODER = decentlab(
    ("DL-TRS21",),
    Sensor(2, (Value(SOIL_WATER_POTENTIAL, lambda x, _: x[0] / -10), signed(SOIL_TEMPERATURE, 1, 10))),
    BATTERY,
)
