"""Decentlab DL-CTD10, water level, temperature and conductivity."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed, unsigned
from telemetry.quantity import FREEZE_ALARM, WATER_CONDUCTIVITY, WATER_LEVEL, WATER_TEMPERATURE

DECODER = decentlab(
    ("DL-CTD10",),
    Sensor(
        4,
        (
            signed(WATER_LEVEL, 0, 1000),
            signed(WATER_TEMPERATURE, 1, 10),
            unsigned(WATER_CONDUCTIVITY, 2),
            unsigned(FREEZE_ALARM, 3),
        ),
    ),
    BATTERY,
    aliases=("decentlab/dl-ctd10",),
)
