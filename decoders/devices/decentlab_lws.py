"""Decentlab DL-LWS, wetness of leaves."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, ratio
from telemetry.quantity import LEAF_WETNESS

DECODER = decentlab(
    ("DL-LWS",),
    Sensor(2, (Value(LEAF_WETNESS, lambda x, _: 100 * ratio(x)),)),
    BATTERY,
)
