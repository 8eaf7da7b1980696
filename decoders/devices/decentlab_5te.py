"""Decentlab DL-5TE, soil moisture, temperature and conductivity (legacy)."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, unsigned
from decoders.formats.decentlab_sensors import topp
from telemetry.quantity import SOIL_CONDUCTIVITY, SOIL_MOISTURE, SOIL_PERMITTIVITY, SOIL_TEMPERATURE

DECODER = decentlab(
    ("DL-5TE",),
    Sensor(
        3,
        (
            unsigned(SOIL_PERMITTIVITY, 0, 50),
            Value(SOIL_MOISTURE, topp),
            Value(SOIL_TEMPERATURE, lambda x, _: (x[1] - 400) / 10),
            Value(SOIL_CONDUCTIVITY, lambda x, _: x[2] * 10),
        ),
    ),
    BATTERY,
)
