"""Decentlab DL-TRS12, soil moisture, temperature and conductivity."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, signed, unsigned
from decoders.formats.decentlab_sensors import teros_moisture, teros_permittivity
from telemetry.quantity import SOIL_CONDUCTIVITY, SOIL_MOISTURE, SOIL_PERMITTIVITY, SOIL_TEMPERATURE

DECODER = decentlab(
    ("DL-TRS12",),
    Sensor(
        3,
        (
            Value(SOIL_PERMITTIVITY, teros_permittivity),
            Value(SOIL_MOISTURE, teros_moisture),
            signed(SOIL_TEMPERATURE, 1, 10),
            unsigned(SOIL_CONDUCTIVITY, 2),
        ),
    ),
    BATTERY,
)
