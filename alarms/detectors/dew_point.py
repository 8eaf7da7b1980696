"""The dew point of a place, from the temperature and the humidity of one sensor: a point that nobody measures."""

from math import log
from typing import Protocol

_A, _B = 17.62, 243.12
"""Magnus coefficients over water, B in °C (Sonntag 1990; WMO-No. 8, annex 4.B), for −45 to 60 °C."""
_TOGETHER_MS = 3_600_000
"""How far apart in time temperature and humidity may be: some sensors send them in turn."""


def dew_point(temperature: float, humidity: float) -> float:
    """The dew point in °C of air at a temperature in °C and a relative humidity in % above zero."""
    gamma = log(humidity / 100.0) + _A * temperature / (_B + temperature)
    return _B * gamma / (_A - gamma)


class Read(Protocol):
    """A series as it was last read."""

    last_ms: int
    value: float


class DewPoint:
    """Gives the dew point once for each time at which either of its two series was read."""

    __slots__ = ("_humidity", "_last_ms", "_temperature")

    def __init__(self, temperature: Read, humidity: Read) -> None:
        self._temperature, self._humidity = temperature, humidity
        self._last_ms = -1

    def take(self) -> tuple[int, float] | None:
        """Time and value; None when there is nothing new, or the two do not belong together."""
        times = self._temperature.last_ms, self._humidity.last_ms
        time_ms = max(times)
        if time_ms <= self._last_ms or time_ms - min(times) > _TOGETHER_MS or self._humidity.value <= 0:
            return None
        self._last_ms = time_ms
        return time_ms, dew_point(self._temperature.value, self._humidity.value)
