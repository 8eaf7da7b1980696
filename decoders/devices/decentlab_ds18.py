"""Decentlab DL-DS18, temperature of a probe."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed
from telemetry.quantity import PROBE_TEMPERATURE

DECODER = decentlab(
    ("DL-DS18",),
    Sensor(1, (signed(PROBE_TEMPERATURE, 0, 16),)),
    BATTERY,
)
