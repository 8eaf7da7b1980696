"""Decentlab DL-ZN2, two dendrometers."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, ratio
from telemetry.quantity import LENGTH

DECODER = decentlab(
    ("DL-ZN2",),
    # Each is a part of 20 mm; the second is sent as its difference from the first.
    Sensor(
        4,
        (
            Value(LENGTH, lambda x, _: ratio(x) * 0.02, "a"),
            Value(LENGTH, lambda x, _: (ratio(x) - ratio(x, 2)) * 0.02, "b"),
        ),
    ),
    BATTERY,
)
