"""Decentlab DL-IFD, size of a fruit."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, unsigned
from telemetry.quantity import LENGTH

DECODER = decentlab(
    ("DL-IFD",),
    # Sent in hundredths of a millimetre.
    Sensor(1, (unsigned(LENGTH, 0, 100_000),)),
    BATTERY,
)
