"""Decentlab DL-MES5, turbidity, suspended solids and sludge blanket."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, signed, unsigned
from telemetry.quantity import SLUDGE_BLANKET, SUSPENDED_SOLIDS, WATER_TEMPERATURE, WATER_TURBIDITY

DECODER = decentlab(
    ("DL-MES5",),
    # A status comes first.
    Sensor(
        5,
        (
            signed(WATER_TEMPERATURE, 1, 100),
            unsigned(SLUDGE_BLANKET, 2, 100),
            # Sent in hundredths of a gram a litre.
            Value(SUSPENDED_SOLIDS, lambda x, _: x[3] * 10),
            unsigned(WATER_TURBIDITY, 4, 10, "fau"),
        ),
    ),
    BATTERY,
)
