"""Decentlab DL-RHC, precise air temperature and humidity."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed, unsigned
from telemetry.quantity import AIR_TEMPERATURE, RELATIVE_HUMIDITY

DECODER = decentlab(
    ("DL-RHC",),
    # The sensor's serial number comes first.
    Sensor(4, (unsigned(RELATIVE_HUMIDITY, 2, 100), signed(AIR_TEMPERATURE, 3, 100))),
    BATTERY,
)
