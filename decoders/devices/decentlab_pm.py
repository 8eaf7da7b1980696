"""Decentlab DL-PM, particulate matter."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, unsigned
from decoders.formats.decentlab_sensors import SHT21
from telemetry.quantity import ATMOSPHERIC_PRESSURE, LENGTH, PARTICLE_COUNT, PM1, PM2_5, PM4, PM10

DECODER = decentlab(
    ("DL-PM",),
    BATTERY,
    Sensor(
        10,
        (
            unsigned(PM1, 0, 10),
            unsigned(PM2_5, 1, 10),
            unsigned(PM4, 2, 10),
            unsigned(PM10, 3, 10),
            # The typical size of a particle, in nanometres.
            unsigned(LENGTH, 4, 1e9, "particle"),
            unsigned(PARTICLE_COUNT, 5, 10, "pm0_5"),
            unsigned(PARTICLE_COUNT, 6, 10, "pm1"),
            unsigned(PARTICLE_COUNT, 7, 10, "pm2_5"),
            unsigned(PARTICLE_COUNT, 8, 10, "pm4"),
            unsigned(PARTICLE_COUNT, 9, 10, "pm10"),
        ),
    ),
    SHT21,
    # Sent in pairs of pascals.
    Sensor(1, (unsigned(ATMOSPHERIC_PRESSURE, 0, 50),)),
)
