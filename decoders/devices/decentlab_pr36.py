"""Decentlab DL-PR36, precise pressure or level of a liquid, and its temperature."""

from decoders.formats.decentlab import BATTERY, MIDDLE, Sensor, Value, decentlab, signed
from telemetry.quantity import WATER_PRESSURE, WATER_TEMPERATURE

# Steps to a bar.
_PARAMETERS = {"kp": 8192.0}

DECODER = decentlab(
    ("DL-PR36",),
    Sensor(2, (Value(WATER_PRESSURE, lambda x, p: (x[0] - MIDDLE) / p["kp"]), signed(WATER_TEMPERATURE, 1, 256))),
    BATTERY,
    aliases=(
        "decentlab/dl-pr36-8192",
        "decentlab/dl-pr36",
    ),
    parameters=_PARAMETERS,
)
