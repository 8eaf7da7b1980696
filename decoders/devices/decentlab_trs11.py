"""Decentlab DL-TRS11, soil moisture and temperature."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, signed
from decoders.formats.decentlab_sensors import teros_moisture, teros_permittivity
from telemetry.quantity import SOIL_MOISTURE, SOIL_PERMITTIVITY, SOIL_TEMPERATURE

DECODER = decentlab(
    ("DL-TRS11",),
    Sensor(
        2,
        (
            Value(SOIL_PERMITTIVITY, teros_permittivity),
            Value(SOIL_MOISTURE, teros_moisture),
            signed(SOIL_TEMPERATURE, 1, 10),
        ),
    ),
    BATTERY,
)
