"""Decentlab DL-PHEHT, pH and redox potential of water."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed
from telemetry.quantity import REDOX_POTENTIAL, VOLTAGE, WATER_PH, WATER_TEMPERATURE

DECODER = decentlab(
    ("DL-PHEHT",),
    # A status comes first.
    Sensor(
        5,
        (
            signed(WATER_TEMPERATURE, 1, 100),
            signed(WATER_PH, 2, 100),
            signed(REDOX_POTENTIAL, 3, 10),
            signed(VOLTAGE, 4, 10_000, "ph_electrode"),
        ),
    ),
    BATTERY,
)
