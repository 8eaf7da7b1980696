"""The weather of the Somme: one field over the territory, moving in from the sea, plausible rather than forecast.

Every function takes instants (Unix seconds) and a longitude in degrees: weather comes from the west, so a place
further east lives the same weather later, and neighbours are correlated.
"""

import numpy as np

from simulators.noise import Flags, Floats, derive, smooth

HOUR = 3600.0
DAY = 86400.0
_YEAR = 365.25 * DAY
_COAST = 1.4  # degrees east
_DELAY = 5700.0  # seconds for a degree of longitude: 72 km at 45 km/h
_KEY = derive("weather of the Somme")


def temperature(t: Floats, longitude: float) -> Floats:
    """Outdoor air temperature in °C: season, day and passing air masses.

    The yearly mean of 11 °C and amplitude of 7 °C are those of the 1991-2020 normals at Amiens, rounded.
    """
    here = _arrival(t, longitude)
    inland = min(1.0, 0.6 + 0.25 * (longitude - _COAST))
    swing = (4.0 + 1.8 * _summer(t)) * inland * (1.0 - 0.6 * cloud(t, longitude))
    masses = 5.5 * smooth(_KEY + 1, here, 4 * DAY) + 1.3 * smooth(_KEY + 2, here, 14 * HOUR)
    # The warmest hour is 15 h solar time.
    daily = np.cos(2 * np.pi * (_solar_day(t, longitude) - 15 / 24))
    return 11.0 + 7.0 * _summer(t - 30 * DAY) + swing * daily + masses


def pressure(t: Floats, longitude: float) -> Floats:
    """Atmospheric pressure in hPa."""
    here = _arrival(t, longitude)
    return 1014.0 + 14.0 * smooth(_KEY + 3, here, 4 * DAY) + 4.0 * smooth(_KEY + 4, here, DAY)


def rain(t: Floats, longitude: float) -> Floats:
    """Rain intensity in mm/h: showers, more of them when the pressure is low."""
    here = _arrival(t, longitude)
    unsettled = -0.45 * smooth(_KEY + 3, here, 4 * DAY) + 0.75 * smooth(_KEY + 5, here, 5 * HOUR)
    return 4.5 * np.maximum(0.0, unsettled - 0.5) ** 1.3


def cloud(t: Floats, longitude: float) -> Floats:
    """Cloud cover from 0 to 1."""
    here = _arrival(t, longitude)
    mixed = 0.55 - 0.35 * smooth(_KEY + 3, here, 4 * DAY) + 0.5 * smooth(_KEY + 6, here, 8 * HOUR)
    return np.clip(mixed, 0.0, 1.0)


def humidity(t: Floats, longitude: float) -> Floats:
    """Relative humidity in %: high at night and in rain."""
    daily = np.cos(2 * np.pi * (_solar_day(t, longitude) - 15 / 24))
    dry = 13.0 * (1.0 - 0.6 * cloud(t, longitude)) * (1.0 + 0.4 * _summer(t)) * (1.0 + daily)
    wet = np.minimum(8.0, 6.0 * rain(t, longitude))
    return np.clip(93.0 - dry + wet + 4.0 * smooth(_KEY + 7, t, 9 * HOUR), 25.0, 100.0)


def illuminance(t: Floats, longitude: float, latitude: float = 49.9) -> Floats:
    """Outdoor illuminance in lux: the sun's elevation, dimmed by clouds (Kasten and Czeplak, 1980)."""
    sine = np.maximum(0.0, sun_sine(t, longitude, latitude))
    clear = 105_000.0 * sine**1.15
    return np.asarray(clear * (1.0 - 0.75 * cloud(t, longitude) ** 3.4))


def sun_sine(t: Floats, longitude: float, latitude: float = 49.9) -> Floats:
    """Sine of the sun's elevation, from its declination and hour angle, to about a degree."""
    declination = np.radians(23.45) * np.sin(2 * np.pi * (t / _YEAR - 80 / 365.25))
    hour_angle = 2 * np.pi * (_solar_day(t, longitude) - 0.5)
    phi = np.radians(latitude)
    return np.asarray(np.sin(phi) * np.sin(declination) + np.cos(phi) * np.cos(declination) * np.cos(hour_angle))


def wind(t: Floats, longitude: float) -> tuple[Floats, Floats]:
    """Wind speed in m/s, its means and lulls, and the direction that it comes from in °, mostly the south-west."""
    here = _arrival(t, longitude)
    speed = 4.6 + 3.4 * smooth(_KEY + 8, here, 1.5 * DAY) + 1.1 * smooth(_KEY + 9, t, 1200.0)
    direction = 225.0 + 130.0 * smooth(_KEY + 10, here, 3 * DAY) + 12.0 * smooth(_KEY + 11, t, 1200.0)
    return np.maximum(0.1, speed), direction % 360.0


def vapour_pressure(t: Floats, longitude: float) -> Floats:
    """Vapour pressure in kPa (Magnus formula)."""
    celsius = temperature(t, longitude)
    return np.asarray(0.006112 * np.exp(17.62 * celsius / (243.12 + celsius)) * humidity(t, longitude))


def fine_particles(t: Floats) -> Floats:
    """PM2.5 in µg/m³, the same for the whole territory."""
    return 9.0 + 7.0 * smooth(derive("fine particles"), t, 2 * DAY)


def is_dark(t: Floats, longitude: float) -> Flags:
    """Whether street lamps burn: the sun is three degrees below the horizon."""
    dark: Flags = sun_sine(t, longitude) < np.sin(np.radians(-3.0))
    return dark


def wetness(t: Floats, longitude: float, memory: float) -> Floats:
    """Rain still felt, in mm, when it fades exponentially with a time constant of `memory` seconds.

    A river or a soil answers so to rain: a linear reservoir (Maillet, 1905). Instants must be sorted.
    """
    step = max(HOUR, memory / 24)
    last = np.floor(t[-1] / step)
    grid = np.arange(np.floor((t[0] - 5 * memory) / step), last + 2) * step
    fade = np.exp(-np.arange(0.0, 5 * memory, step) / memory)
    felt = np.convolve(rain(grid, longitude) * step / HOUR, fade)[: grid.size]
    return np.asarray(np.interp(t, grid, felt))


def _arrival(t: Floats, longitude: float) -> Floats:
    return t - (longitude - _COAST) * _DELAY


def _solar_day(t: Floats, longitude: float) -> Floats:
    return np.asarray((t / DAY + longitude / 360.0) % 1.0)


def _summer(t: Floats) -> Floats:
    """+1 at the summer solstice, -1 at the winter one."""
    return np.cos(2 * np.pi * (t / _YEAR - 172 / 365.25))
