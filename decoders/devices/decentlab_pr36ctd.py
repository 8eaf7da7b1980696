"""Decentlab DL-PR36CTD, precise pressure, temperature and conductivity of a liquid."""

from decoders.formats.decentlab import BATTERY, MIDDLE, Sensor, Value, decentlab, signed
from telemetry.quantity import DEVICE_TEMPERATURE, WATER_CONDUCTIVITY, WATER_PRESSURE, WATER_TEMPERATURE

# Steps to a bar, and to a millisiemens a centimetre.
_PARAMETERS = {"kp": 8192.0, "kec": 1024.0}

DECODER = decentlab(
    ("DL-PR36CTD",),
    Sensor(
        4,
        (
            Value(WATER_PRESSURE, lambda x, p: (x[0] - MIDDLE) / p["kp"]),
            signed(DEVICE_TEMPERATURE, 1, 256),
            signed(WATER_TEMPERATURE, 2, 256),
            Value(WATER_CONDUCTIVITY, lambda x, p: (x[3] - MIDDLE) / p["kec"] * 1000),
        ),
    ),
    BATTERY,
    aliases=(
        "decentlab/dl-pr36ctd-8192-1024",
        "decentlab/dl-pr36ctd-8192",
        "decentlab/dl-pr36ctd",
    ),
    parameters=_PARAMETERS,
)
