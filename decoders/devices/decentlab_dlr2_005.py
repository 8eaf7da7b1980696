"""Decentlab DL-DLR2-005, analogue voltage."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, ratio
from telemetry.quantity import VOLTAGE

DECODER = decentlab(
    ("DL-DLR2-005",),
    Sensor(2, (Value(VOLTAGE, lambda x, _: 3 * ratio(x)),)),
    BATTERY,
)
