"""Decentlab DL-DS182, temperatures of two probes."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed
from telemetry.quantity import PROBE_TEMPERATURE

DECODER = decentlab(
    ("DL-DS182",),
    # The probe's serial number is in the second word.
    Sensor(2, (signed(PROBE_TEMPERATURE, 0, 16, "ch0"),)),
    Sensor(2, (signed(PROBE_TEMPERATURE, 0, 16, "ch1"),)),
    BATTERY,
)
