"""Decentlab DL-10HS, soil moisture (legacy)."""

from decoders.formats.decentlab import BATTERY, MIDDLE, Parameters, Sensor, Value, Words, decentlab
from telemetry.quantity import SOIL_MOISTURE


def _moisture(x: Words, _: Parameters) -> float:
    """Moisture in percent by the maker's cubic of the probe's millivolts."""
    millivolts = 3000 * (x[0] - MIDDLE) / 32768
    return 100 * (2.97e-9 * millivolts**3 - 7.37e-6 * millivolts**2 + 6.69e-3 * millivolts - 1.92)


DECODER = decentlab(
    ("DL-10HS",),
    Sensor(1, (Value(SOIL_MOISTURE, _moisture),)),
    BATTERY,
)
