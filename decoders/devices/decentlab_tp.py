"""Decentlab DL-TP, a profile of temperatures at up to sixteen depths."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed
from telemetry.quantity import PROBE_TEMPERATURE

DECODER = decentlab(
    ("DL-TP",),
    Sensor(16, tuple(signed(PROBE_TEMPERATURE, n, 100, f"ch{n}", absent=n) for n in range(16))),
    BATTERY,
)
