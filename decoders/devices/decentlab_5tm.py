"""Decentlab DL-5TM, soil moisture and temperature (legacy)."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, unsigned
from decoders.formats.decentlab_sensors import topp
from telemetry.quantity import SOIL_MOISTURE, SOIL_PERMITTIVITY, SOIL_TEMPERATURE

DECODER = decentlab(
    ("DL-5TM",),
    Sensor(
        2,
        (
            unsigned(SOIL_PERMITTIVITY, 0, 50),
            Value(SOIL_MOISTURE, topp),
            Value(SOIL_TEMPERATURE, lambda x, _: (x[1] - 400) / 10),
        ),
    ),
    BATTERY,
)
