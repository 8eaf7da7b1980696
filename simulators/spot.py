"""Where a simulated device stands, and how it wears: what every physical model needs to know of it."""

from dataclasses import dataclass

import numpy as np

from simulators import weather
from simulators.noise import Floats, Ints, derive, one, uniform

YEAR = 365.25 * weather.DAY


@dataclass(frozen=True, slots=True)
class Spot:
    """One device in its place. `key` seeds all its chance, `site_key` what it shares with its neighbours.

    `installed` is in Unix seconds, `position` tells apart the devices of one site.
    """

    key: int
    site_key: int
    latitude: float
    longitude: float
    population: int
    installed: float
    position: int = 0

    def chance(self, name: str) -> int:
        """The key of one of this device's random traits or signals."""
        return derive(self.key, name)

    def shared(self, name: str) -> int:
        """The key of something that all devices of the site see alike."""
        return derive(self.site_key, name)

    def drift(self, t: Floats, per_year: float) -> Floats:
        """The sensor's drift in its unit: a slope of its own, at most `per_year`, since it was installed."""
        slope = one(self.chance("drift"), -per_year, per_year)
        return slope * (t - self.installed) / YEAR

    def charge(self, t: Floats) -> Floats:
        """What is left of the battery, from 1 to 0 over its life of three to ten years; then it is replaced."""
        life = one(self.chance("battery"), 3.0, 10.0) * YEAR
        used = one(self.chance("battery age")) + (t - self.installed) / life
        return np.asarray(1.0 - used % 1.0)

    def battery_level(self, t: Floats) -> Ints:
        """The level that the device tells, in %; cold takes a few points."""
        cold = np.maximum(0.0, 5.0 - weather.temperature(t, self.longitude)) * 0.4
        return np.clip(1.0 + 99.0 * self.charge(t) - cold, 1, 100).astype(np.int64)

    def battery_voltage(self, t: Floats) -> Floats:
        """The voltage of a lithium cell in V: flat for most of its life, then falling."""
        charge = self.charge(t)
        noise = 0.01 * uniform(self.chance("volts"), t.astype(np.int64))
        return 3.6 - 0.15 * (1.0 - charge) - 0.7 * np.exp(-charge / 0.05) + noise
