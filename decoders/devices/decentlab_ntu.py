"""Decentlab DL-NTU, turbidity."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed, unsigned
from telemetry.quantity import SUSPENDED_SOLIDS, WATER_TEMPERATURE, WATER_TURBIDITY

DECODER = decentlab(
    ("DL-NTU",),
    # A status comes first.
    Sensor(
        5,
        (
            signed(WATER_TEMPERATURE, 1, 100),
            unsigned(WATER_TURBIDITY, 2, 10),
            unsigned(WATER_TURBIDITY, 3, 10, "fnu"),
            unsigned(SUSPENDED_SOLIDS, 4, 10),
        ),
    ),
    BATTERY,
)
