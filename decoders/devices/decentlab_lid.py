"""Decentlab DL-LID, laser distance, with its distribution."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, unsigned
from telemetry.quantity import DISTANCE

# The number of samples and the time that they took follow.
_STATISTICS = ("main", "min", "max", "median", "p10", "p25", "p75", "p90", "mode")

DECODER = decentlab(
    ("DL-LID",),
    Sensor(11, tuple(unsigned(DISTANCE, n, 1000, channel) for n, channel in enumerate(_STATISTICS))),
    BATTERY,
)
