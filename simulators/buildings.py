"""Inside buildings: heated rooms, classrooms that fill with CO2, doors, plant rooms, machine rooms."""

from typing import NamedTuple

import numpy as np

from simulators import weather
from simulators.accumulation import CLUB, OFFICE, SCHOOL, Accumulation
from simulators.civil import calendar, moment
from simulators.noise import Flags, Floats, during, one, smooth, uniform
from simulators.spot import Spot

OUTDOOR_CO2 = 425.0  # ppm, the air of 2025

# Hours of a primary school: two half days, two breaks. On Wednesdays only the first half.
_LESSONS = ((8.5, 10.25), (10.5, 11.75), (13.5, 15.0), (15.25, 16.5))
_WEDNESDAY = 2


class Stay(NamedTuple):
    """People in a room between two instants (Unix seconds)."""

    begins: float
    ends: float
    persons: int


def lessons(spot: Spot, first: float, last: float) -> list[Stay]:
    """The lessons of a classroom that touch a span of time."""
    days = calendar()
    range_ = moment(np.array([first, last])).day
    pupils = int(one(spot.chance("pupils"), 17, 29))
    stays = []
    for day in range(int(range_[0]), int(range_[1]) + 1):
        if not days.school[day]:
            continue
        halves = _LESSONS[:2] if days.weekday[day] == _WEDNESDAY else _LESSONS
        away = int(3 * uniform(spot.chance("absent"), np.array([day]))[0])
        # A lesson keeps to the clock: no clock change falls on a school day.
        start = float(days.midnight[day])
        stays += [Stay(start + begin * 3600, start + end * 3600, pupils - away) for begin, end in halves]
    return stays


def is_occupied(spot: Spot, t: Floats) -> Flags:
    """Whether a lesson is going on."""
    occupied: Flags = np.zeros(t.size, dtype=np.bool_)
    for stay in lessons(spot, float(t[0]), float(t[-1])):
        occupied |= (t >= stay.begins) & (t < stay.ends)
    return occupied


def classroom_co2(spot: Spot, t: Floats) -> Floats:
    """CO2 of a classroom in ppm: each person breathes out, ventilation dilutes (Persily, ASTM D6245).

    Between two changes of occupancy the concentration tends exponentially to its balance
    outdoor + generation / air flow. Instants must be sorted.
    """
    volume = one(spot.chance("volume"), 150.0, 210.0)
    breath = 0.0162  # m³/h of CO2 for a seated child
    tight = one(spot.chance("air changes"), 1.0, 3.5)
    level, since = OUTDOOR_CO2, float(t[0]) - 1.5 * weather.DAY
    result = np.empty(t.size)
    for stay in [*_with_gaps(lessons(spot, since, float(t[-1])), since, float(t[-1]) + 1.0)]:
        # Windows are opened between lessons, more in summer.
        changes = tight if stay.persons else max(tight, 1.2)
        balance = OUTDOOR_CO2 + 1e6 * breath * stay.persons / (changes * volume)
        inside = (t >= stay.begins) & (t < stay.ends)
        result[inside] = balance + (level - balance) * np.exp(-changes * (t[inside] - stay.begins) / 3600)
        level = balance + (level - balance) * float(np.exp(-changes * (stay.ends - stay.begins) / 3600))
    noise = 12.0 * smooth(spot.chance("co2"), t, 1200.0)
    return np.clip(result + noise + spot.drift(t, 30.0), 400.0, 5000.0)


def _with_gaps(stays: list[Stay], first: float, last: float) -> list[Stay]:
    """The same stays with empty ones between them, covering a span whole."""
    filled = []
    for stay in stays:
        begins, ends = max(first, stay.begins), min(last, stay.ends)
        if begins < ends:
            filled += [Stay(first, begins, 0), Stay(begins, ends, stay.persons)]
            first = ends
    return [*filled, Stay(first, last, 0)]


def room_temperature(spot: Spot, t: Floats) -> Floats:
    """A heated room in °C: a lower set point at night and on days off, the outdoors felt a little, warm in summer."""
    days, when = calendar(), moment(t)
    outdoor = weather.temperature(t, spot.longitude)
    set_point = one(spot.shared("set point"), 19.0, 21.0)
    in_use = days.working[when.day] & (when.hour > 6) & (when.hour < 18)
    # The fabric of the building follows the set point within two hours or so: a smooth step is close enough.
    rise = np.clip((when.hour - 5.0) / 3.0, 0.0, 1.0) * np.clip((21.0 - when.hour) / 4.0, 0.0, 1.0)
    heated = set_point - 3.0 * (1.0 - rise * days.working[when.day]) + 0.4 * in_use
    felt = heated + 0.06 * (outdoor - 10.0)
    free = 0.55 * outdoor + 11.0
    own = 0.35 * smooth(spot.chance("room"), t, 7200.0) + one(spot.chance("corner"), -0.6, 0.6)
    return np.maximum(felt, free) + own + spot.drift(t, 0.2)


def room_humidity(spot: Spot, t: Floats) -> Floats:
    """Relative humidity of a heated room in %: outdoor air, dried by being warmed (Magnus formula)."""
    outdoor = weather.temperature(t, spot.longitude)
    vapour = _saturation(outdoor) * weather.humidity(t, spot.longitude)
    indoor = vapour / _saturation(room_temperature(spot, t)) + 6.0
    return np.clip(indoor + 2.0 * smooth(spot.chance("humidity"), t, 9000.0), 15.0, 95.0)


def _saturation(celsius: Floats) -> Floats:
    return np.exp(17.62 * celsius / (243.12 + celsius))


def machine_room_temperature(spot: Spot, t: Floats) -> Floats:
    """A room with cooling, in °C: its set point, the cycles of the compressor, sometimes a unit at fault."""
    set_point = one(spot.shared("cooling"), 21.0, 24.0) + 1.2 * (spot.position % 4)
    cycle = 0.5 * np.sin(2 * np.pi * t / one(spot.shared("cycle"), 1500.0, 2700.0))
    outdoor = 0.05 * (weather.temperature(t, spot.longitude) - 10.0)
    # One unit of several at fault is felt; without any, the room settles ten degrees higher within the hour.
    lost = 6.5 * cooling_is_at_fault(spot, t) + 10.0 * -np.expm1(-spot.seconds_of("cooling", t) / 1200.0)
    return set_point + cycle + outdoor + lost + 0.2 * smooth(spot.chance("air"), t, 3600.0)


def cooling_is_at_fault(spot: Spot, t: Floats) -> Flags:
    """Whether a unit is at fault: now and then, for some hours."""
    return during(spot.shared("cooling fault"), t, 25 * weather.DAY, 0.3, 7200.0, 4 * 3600.0)


def machine_room_humidity(spot: Spot, t: Floats) -> Floats:
    """Its relative humidity in %."""
    slow = 6.0 * smooth(spot.shared("humidity"), t, 2 * weather.DAY)
    return np.clip(46.0 + slow + 2.0 * smooth(spot.chance("humidity"), t, 5400.0), 20.0, 80.0)


def is_leaking(spot: Spot, t: Floats) -> Flags:
    """Whether water stands under the sensor: a few times a year, for some hours."""
    return during(spot.chance("leak"), t, 30 * weather.DAY, 0.15, 1800.0, 5 * 3600.0)


def door_openings(spot: Spot, a_day: float) -> Accumulation:
    """How often a door has been opened, as a total that grows."""
    return Accumulation(spot.chance("door"), a_day, CLUB if a_day > 2 else OFFICE, "working", 0.15)


def door_is_open(spot: Spot, t: Floats, a_day: float, looked: float = 600.0) -> Flags:
    """Whether the door was opened in the `looked` seconds before each instant."""
    total = door_openings(spot, a_day)
    opened: Flags = np.floor(total.total(t)) > np.floor(total.total(t - looked))
    return opened


def motion_count(spot: Spot, t: Floats, seconds: float) -> Floats:
    """Movements seen in the `seconds` before each instant, one byte at most."""
    moves = Accumulation(spot.chance("motion"), one(spot.chance("busy"), 60, 260), SCHOOL, "school", 0.05)
    return np.minimum(255.0, np.floor(moves.grown(t, seconds)))


def lamp_light(spot: Spot, t: Floats) -> Floats:
    """Illuminance of a room in lux: daylight through windows, lamps when people are there."""
    day = 0.008 * weather.illuminance(t, spot.longitude)
    return day + one(spot.chance("lamps"), 280.0, 450.0) * is_occupied(spot, t)


def hot_water_temperature(spot: Spot, t: Floats) -> Floats:
    """Hot water leaving the tank, in °C: about 58, less after draws, and now and then a boiler at fault."""
    draws = Accumulation(spot.chance("showers"), 30.0, CLUB, "working", 0.4).grown(t, 3600.0)
    fault = during(spot.chance("boiler"), t, 40 * weather.DAY, 0.25, 8 * 3600.0, 30 * 3600.0)
    return 59.0 - 0.8 * draws - 11.0 * fault + 0.6 * smooth(spot.chance("tank"), t, 2700.0)


def heating_supply_temperature(spot: Spot, t: Floats) -> Floats:
    """Heating water in °C: warmer as it is colder outside (a heating curve), 22 °C when heating is off."""
    outdoor = weather.temperature(t, spot.longitude)
    curve = np.clip(62.0 - 1.7 * outdoor, 22.0, 75.0)
    return np.where(outdoor < 16.0, curve, 22.0) + 0.8 * smooth(spot.chance("boiler cycle"), t, 1500.0)
