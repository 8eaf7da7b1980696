"""Decentlab DL-OPTOD, dissolved oxygen."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed
from telemetry.quantity import DISSOLVED_OXYGEN, DISSOLVED_OXYGEN_SATURATION, WATER_TEMPERATURE

DECODER = decentlab(
    ("DL-OPTOD",),
    # A status comes first.
    Sensor(
        5,
        (
            signed(WATER_TEMPERATURE, 1, 100),
            signed(DISSOLVED_OXYGEN_SATURATION, 2, 100),
            signed(DISSOLVED_OXYGEN, 3, 100),
            # In parts per million, which are milligrams a litre of fresh water.
            signed(DISSOLVED_OXYGEN, 4, 100, "ppm"),
        ),
    ),
    BATTERY,
)
