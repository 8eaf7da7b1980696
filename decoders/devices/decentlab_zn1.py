"""Decentlab DL-ZN1 and DL-ZN11O, dendrometer."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, ratio
from telemetry.quantity import LENGTH

DECODER = decentlab(
    ("DL-ZN1", "DL-ZN11O"),
    # Sent as a part of 20 mm.
    Sensor(2, (Value(LENGTH, lambda x, _: ratio(x) * 0.02),)),
    BATTERY,
)
