"""Decentlab DL-TBRG, tipping-bucket rain gauge."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, long
from telemetry.quantity import RAIN, RAIN_TOTAL

# Millimetres of rain a tip.
_PARAMETERS = {"resolution": 0.1}

DECODER = decentlab(
    ("DL-TBRG",),
    # The length of the period, in seconds, is in the second word.
    Sensor(
        4,
        (
            Value(RAIN, lambda x, p: x[0] * p["resolution"]),
            Value(RAIN_TOTAL, lambda x, p: long(x, 2) * p["resolution"]),
        ),
    ),
    BATTERY,
    aliases=(
        "decentlab/dl-tbrg-01",
        "decentlab/dl-tbrg",
    ),
    parameters=_PARAMETERS,
)
