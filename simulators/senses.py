"""What a device senses where it stands: for each use, a column for each argument of its encoder, a row a look."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from simulators import buildings, streets, waters, weather
from simulators.encoders import axioma
from simulators.noise import Flags, Floats, Ints, derive, one, smooth
from simulators.spot import Spot

Columns = Sequence[Any]

_MINUTE = 60.0


class Look(NamedTuple):
    """When a device looks around: instants in order, its frame counter then, and whether its state has just changed.

    `seconds` is the time between two looks.
    """

    t: Floats
    frame: Ints
    changed: Flags
    seconds: float


def _chamber(spot: Spot, t: Floats) -> tuple[Ints, Floats, Floats]:
    """Battery, temperature and humidity of a meter chamber in the ground."""
    ground = waters.soil_temperature(spot, t)
    return spot.battery_level(t), ground, np.clip(88.0 + 6.0 * smooth(spot.chance("damp"), t, 86400.0), 0, 100)


def outdoor(spot: Spot, look: Look) -> Columns:
    """Battery, temperature and humidity under a weather shelter."""
    t, east = look.t, spot.longitude
    own = 0.2 * smooth(spot.chance("shade"), t, 3600.0) + spot.drift(t, 0.2)
    return spot.battery_level(t), weather.temperature(t, east) + own, weather.humidity(t, east)


def machine_room(spot: Spot, look: Look) -> tuple[Ints, Floats, Floats]:
    """Battery, temperature and humidity of a cooled room."""
    t = look.t
    room = buildings.machine_room_temperature(spot, t), buildings.machine_room_humidity(spot, t)
    return spot.battery_level(t), *room


def rarely_opened(spot: Spot, t: Floats) -> Flags:
    """Whether a door that technicians use has just been opened."""
    return buildings.door_is_open(spot, t, 0.6)


def often_opened(spot: Spot, t: Floats) -> Flags:
    """Whether a door that the public uses has just been opened."""
    return buildings.door_is_open(spot, t, 14.0)


def machine_room_door(spot: Spot, look: Look) -> Columns:
    """The same room, and its door."""
    return *machine_room(spot, look), rarely_opened(spot, look.t)


def machine_room_leak(spot: Spot, look: Look) -> Columns:
    """The same room, and whether water stands on its floor."""
    return *machine_room(spot, look), buildings.is_leaking(spot, look.t)


def door(spot: Spot, look: Look) -> Columns:
    """Battery and door."""
    return spot.battery_level(look.t), rarely_opened(spot, look.t)


def hall_door(spot: Spot, look: Look) -> Columns:
    """Battery voltage, door, openings since the start, minutes of the last one."""
    t = look.t
    openings = np.floor(buildings.door_openings(spot, 14.0).total(t))
    minutes = 1.0 + np.floor(9.0 * (openings * 0.618 % 1.0))
    return spot.battery_voltage(t), often_opened(spot, t), openings, minutes


def room(spot: Spot, look: Look) -> Columns:
    """Temperature, humidity, light, movements and battery voltage of a room."""
    t = look.t
    climate = buildings.room_temperature(spot, t), buildings.room_humidity(spot, t)
    motion = buildings.motion_count(spot, t, look.seconds)
    return *climate, buildings.lamp_light(spot, t), motion, spot.battery_voltage(t)


def classroom(spot: Spot, look: Look) -> Columns:
    """The same, and CO2."""
    return *room(spot, look), buildings.classroom_co2(spot, look.t)


def classroom_weather(spot: Spot, look: Look) -> Columns:
    """Battery, temperature, humidity, CO2 and atmospheric pressure of a classroom."""
    t = look.t
    climate = buildings.room_temperature(spot, t), buildings.room_humidity(spot, t)
    air = buildings.classroom_co2(spot, t), weather.pressure(t, spot.longitude)
    return spot.battery_level(t), *climate, *air


def classroom_comfort(spot: Spot, look: Look) -> Columns:
    """Frame counter, temperature, humidity and CO2 of a classroom."""
    t = look.t
    climate = buildings.room_temperature(spot, t), buildings.room_humidity(spot, t)
    return look.frame, *climate, buildings.classroom_co2(spot, t)


def ambience(spot: Spot, look: Look) -> Columns:
    """The classroom again, with presence, light level and volatile compounds."""
    t = look.t
    battery, temperature, humidity, co2, pressure = classroom_weather(spot, look)
    occupied = buildings.is_occupied(spot, t)
    light = np.searchsorted((5.0, 50.0, 100.0, 400.0, 700.0), buildings.lamp_light(spot, t))
    tvoc = np.clip(1.2 + (co2 - 425.0) / 900.0 + 0.3 * smooth(spot.chance("tvoc"), t, 5400.0), 0.0, 5.0)
    return battery, temperature, humidity, occupied, light, co2, tvoc, pressure


def office_air(spot: Spot, look: Look) -> Columns:
    """The same, with formaldehyde and fine particles."""
    t = look.t
    formaldehyde = 0.03 + 0.015 * smooth(spot.chance("hcho"), t, 86400.0)
    fine = 9.0 + 7.0 * smooth(derive("fine particles"), t, 2 * 86400.0) + 1.5 * smooth(spot.chance("dust"), t, 3600.0)
    return *ambience(spot, look), formaldehyde, np.maximum(1.0, fine), np.maximum(2.0, 1.5 * fine)


def people(spot: Spot, look: Look) -> Columns:
    """People inside, come in and gone out since the last look."""
    visitors, visit, t = streets.passers(spot, "visitors", 70.0), 25 * _MINUTE, look.t
    now, before = np.floor(visitors.total(t)), np.floor(visitors.total(t - look.seconds))
    left, left_before = np.floor(visitors.total(t - visit)), np.floor(visitors.total(t - visit - look.seconds))
    counts = now - left, now - before, left - left_before
    return tuple(count.astype(np.int64) for count in counts)


def sound(spot: Spot, look: Look) -> Columns:
    """Battery and sound levels."""
    return spot.battery_level(look.t), *streets.sound_levels(spot, look.t)


def parking(spot: Spot, look: Look) -> Columns:
    """Whether a car has come or gone, whether one is there, and the temperature."""
    return look.changed, streets.space_is_taken(spot, look.t), weather.temperature(look.t, spot.longitude)


def lamps(spot: Spot, look: Look) -> Columns:
    """Charge and current of street lamps."""
    return streets.lamps_charge(spot, look.t), streets.lamps_current(spot, look.t)


def machines(spot: Spot, look: Look) -> Columns:
    """Charge and current of racks, air conditioning, rectifiers."""
    load = streets.cabinet_charge(spot, one(spot.chance("amperes"), 4.0, 28.0))
    return load.total(look.t), load.grown(look.t, 10 * _MINUTE) * 6.0


def waste(spot: Spot, look: Look) -> Columns:
    """Battery voltage and distance from the lid to the waste."""
    depth, blind = one(spot.chance("depth"), 1.2, 1.9), 0.3
    return spot.battery_voltage(look.t), blind + depth * (1.0 - streets.fill_share(spot, look.t))


def river_from_above(spot: Spot, look: Look) -> Columns:
    """Battery and distance from a bridge down to the water."""
    return spot.battery_level(look.t), 4.5 - waters.river_level(spot, look.t)


def river(spot: Spot, look: Look) -> Columns:
    """Battery and water level."""
    return spot.battery_level(look.t), waters.river_level(spot, look.t)


def _soil(spot: Spot, t: Floats) -> tuple[Floats, Floats, Floats]:
    return waters.soil_temperature(spot, t), waters.soil_moisture(spot, t), waters.soil_conductivity(spot, t)


def soil_milesight(spot: Spot, look: Look) -> Columns:
    """Battery, soil temperature, moisture, conductivity."""
    return spot.battery_level(look.t), *_soil(spot, look.t)


def soil_dragino(spot: Spot, look: Look) -> Columns:
    """Battery voltage, soil moisture, temperature, conductivity."""
    temperature, moisture, conductivity = _soil(spot, look.t)
    return spot.battery_voltage(look.t), moisture, temperature, conductivity


def meter_log(spot: Spot, look: Look) -> Columns:
    """A meter's time, index, and its log of the last hours."""
    oldest, hourly = waters.hourly_index(spot, look.t, axioma.HOURS)
    return look.t, waters.meter_index(spot, look.t), oldest, hourly


def meter_pulses(spot: Spot, look: Look) -> Columns:
    """Frame counter and pulses of two meters."""
    # One pulse for ten litres; the second input counts a boiler's gas, a pulse for a tenth of a cubic metre.
    gas = waters.boiler_gas(spot)
    return look.frame, 100.0 * waters.meter_index(spot, look.t), 10.0 * gas.total(look.t)


def meter_pulses_climate(spot: Spot, look: Look) -> Columns:
    """Battery and climate of a meter chamber, and pulses."""
    return *_chamber(spot, look.t), 100.0 * waters.meter_index(spot, look.t)


def hot_water(spot: Spot, look: Look) -> Columns:
    """Battery voltage, climate of a plant room, hot water temperature."""
    t = look.t
    climate = buildings.room_temperature(spot, t) + 3.0, buildings.room_humidity(spot, t)
    return spot.battery_voltage(t), *climate, buildings.hot_water_temperature(spot, t)


def heating(spot: Spot, look: Look) -> Columns:
    """Frame counter, supply and return temperatures of a heating circuit."""
    supply = buildings.heating_supply_temperature(spot, look.t)
    return look.frame, supply, 21.0 + 0.72 * (supply - 21.0)
