"""Decentlab DL-DLR2-004, 4-20 mA loop."""

from decoders.formats.decentlab import BATTERY, MIDDLE, Sensor, Value, decentlab
from telemetry.quantity import CURRENT_LOOP

# The shunt in ohms.
_PARAMETERS = {"r": 10.0}

DECODER = decentlab(
    ("DL-DLR2-004",),
    Sensor(1, (Value(CURRENT_LOOP, lambda x, p: 1500 * (x[0] - MIDDLE) / 32768 / p["r"]),)),
    BATTERY,
    aliases=(
        "decentlab/dl-dlr2-004-10",
        "decentlab/dl-dlr2-004",
    ),
    parameters=_PARAMETERS,
)
