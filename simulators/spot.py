"""Where a simulated device stands, and how it wears: what every physical model needs to know of it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulators import weather
from simulators.noise import Flags, Floats, Ints, derive, one, uniform

YEAR = 365.25 * weather.DAY


class Trouble(NamedTuple):
    """What goes wrong with one device, from one instant to another (Unix seconds): leak, cooling, silent, battery."""

    what: str
    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class Spot:
    """One device in its place. `key` seeds all its chance, `site_key` what it shares with its neighbours.

    `installed` is in Unix seconds, `position` tells apart the devices of one site. `troubles` are its own,
    beside those that come by chance.
    """

    key: int
    site_key: int
    latitude: float
    longitude: float
    population: int
    installed: float
    position: int = 0
    troubles: tuple[Trouble, ...] = ()

    def chance(self, name: str) -> int:
        """The key of one of this device's random traits or signals."""
        return derive(self.key, name)

    def shared(self, name: str) -> int:
        """The key of something that all devices of the site see alike."""
        return derive(self.site_key, name)

    def seconds_of(self, what: str, t: Floats) -> Floats:
        """For how many seconds something had been wrong at each instant, by the end of it or until then."""
        spent = [
            np.clip(t - trouble.begins, 0.0, trouble.ends - trouble.begins)
            for trouble in self.troubles
            if trouble.what == what
        ]
        return np.asarray(sum(spent, np.zeros(t.shape)))

    def suffers(self, what: str, t: Floats) -> Flags:
        """Whether something is wrong at each instant."""
        wrong = np.zeros(t.shape, dtype=np.bool_)
        for trouble in self.troubles:
            if trouble.what == what:
                wrong |= (t >= trouble.begins) & (t < trouble.ends)
        return wrong

    def drift(self, t: Floats, per_year: float) -> Floats:
        """The sensor's drift in its unit: a slope of its own, at most `per_year`, since it was installed."""
        slope = one(self.chance("drift"), -per_year, per_year)
        return slope * (t - self.installed) / YEAR

    def charge(self, t: Floats) -> Floats:
        """What is left of the battery, from 1 to a quarter in three to ten years; then it is replaced in time."""
        life = one(self.chance("battery"), 3.0, 10.0) * YEAR
        used = one(self.chance("battery age")) + (t - self.installed) / life
        return np.asarray(np.where(self.suffers("battery", t), 0.12, 1.0 - 0.75 * (used % 1.0)))

    def battery_level(self, t: Floats) -> Ints:
        """The level that the device tells, in %; cold takes a few points."""
        cold = np.maximum(0.0, 5.0 - weather.temperature(t, self.longitude)) * 0.4
        return np.clip(1.0 + 99.0 * self.charge(t) - cold, 1, 100).astype(np.int64)

    def battery_voltage(self, t: Floats) -> Floats:
        """The voltage of a lithium cell in V: flat for most of its life, then falling."""
        charge = self.charge(t)
        noise = 0.01 * uniform(self.chance("volts"), t.astype(np.int64))
        return 3.6 - 0.15 * (1.0 - charge) - 0.7 * np.exp(-charge / 0.05) + noise
