"""Decentlab DL-BLG, black globe temperature."""

import math

from decoders.formats.decentlab import BATTERY, Parameters, Sensor, Value, Words, decentlab, ratio
from telemetry.quantity import BLACK_GLOBE_TEMPERATURE, RESISTANCE


def _resistance(x: Words, _: Parameters) -> float:
    """The thermistor's resistance in ohms, of a divider with 41 kΩ."""
    return 1000 / (ratio(x) / 2) - 41000


def _temperature(x: Words, constants: Parameters) -> float:
    """The equation of Steinhart and Hart with the maker's coefficients."""
    logarithm = math.log(_resistance(x, constants))
    return 1 / (0.0008271111 + 0.000208802 * logarithm + 0.000000080592 * logarithm**3) - 273.15


DECODER = decentlab(
    ("DL-BLG",),
    Sensor(2, (Value(RESISTANCE, _resistance), Value(BLACK_GLOBE_TEMPERATURE, _temperature))),
    BATTERY,
)
