"""Decentlab DL-DLR2-012, strain gauge."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, ratio
from telemetry.quantity import STRAIN

DECODER = decentlab(
    ("DL-DLR2-012",),
    # A full bridge, amplified 64 times, of gauge factor 2.02.
    Sensor(2, (Value(STRAIN, lambda x, _: ratio(x) / 64 * 4 / 2.02 * 1e6),)),
    BATTERY,
)
