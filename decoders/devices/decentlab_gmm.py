"""Decentlab DL-GMM, greenhouse monitor."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    CO2,
    DEW_POINT,
    PAR,
    RELATIVE_HUMIDITY,
    VAPOUR_PRESSURE_DEFICIT,
)

DECODER = decentlab(
    ("DL-GMM",),
    Sensor(
        7,
        (
            signed(PAR, 0, 10),
            signed(AIR_TEMPERATURE, 1, 100),
            signed(RELATIVE_HUMIDITY, 2, 10),
            signed(CO2, 3),
            # Sent in hundredths of a kilopascal.
            signed(ATMOSPHERIC_PRESSURE, 4, 10),
            signed(VAPOUR_PRESSURE_DEFICIT, 5, 100),
            signed(DEW_POINT, 6, 100),
        ),
    ),
    BATTERY,
)
