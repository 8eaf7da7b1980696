"""Inside: cooled rooms, classrooms, offices, doors, people."""

import numpy as np

from simulators import buildings, streets, weather
from simulators.encoders import atim
from simulators.noise import Flags, Floats, Ints, one, smooth
from simulators.senses import Columns, Look
from simulators.spot import Spot

_MINUTE = 60.0


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
    fine = weather.fine_particles(t) + 1.5 * smooth(spot.chance("dust"), t, 3600.0)
    return *ambience(spot, look), formaldehyde, np.maximum(1.0, fine), np.maximum(2.0, 1.5 * fine)


def people(spot: Spot, look: Look) -> Columns:
    """People inside, come in and gone out since the last look."""
    visitors, visit, t = streets.passers(spot, "visitors", 70.0), 25 * _MINUTE, look.t
    now, before = np.floor(visitors.total(t)), np.floor(visitors.total(t - look.seconds))
    left, left_before = np.floor(visitors.total(t - visit)), np.floor(visitors.total(t - visit - look.seconds))
    counts = now - left, now - before, left - left_before
    return tuple(count.astype(np.int64) for count in counts)


def machine_room_in_turn(spot: Spot, look: Look) -> Columns:
    """Frame counter, temperature and humidity of a cooled room."""
    _, temperature, humidity = machine_room(spot, look)
    return look.frame, temperature, humidity


def machine_room_climate(spot: Spot, look: Look) -> Columns:
    """Temperature and humidity of a cooled room."""
    return machine_room(spot, look)[1:]


def contact(spot: Spot, look: Look) -> Columns:
    """A door that technicians use."""
    return (rarely_opened(spot, look.t),)


def climate(spot: Spot, t: Floats) -> tuple[Floats, Floats]:
    """Temperature and humidity of a heated room."""
    return buildings.room_temperature(spot, t), buildings.room_humidity(spot, t)


def climate_in_turn(spot: Spot, look: Look) -> Columns:
    """Frame counter, temperature and humidity of a room."""
    return look.frame, *climate(spot, look.t)


def climate_of_the_hour(spot: Spot, look: Look) -> Columns:
    """Temperatures and humidities of a room, evenly over the last hour."""
    ages = 60 * _MINUTE / atim.SAMPLES * np.arange(atim.SAMPLES - 1, -1, -1)
    each = [climate(spot, look.t - age) for age in ages]
    return tuple(_row(*columns) for columns in zip(*each, strict=True))


def classroom_air(spot: Spot, look: Look) -> Columns:
    """All of a classroom's air, light and noise, with what a sensor makes of it: indices and demands in %."""
    t = look.t
    temperature, humidity, co2, lux, mean, peak = classroom_noise(spot, look)
    fine = np.maximum(1.0, weather.fine_particles(t) + 1.5 * smooth(spot.chance("dust"), t, 3600.0))
    tvoc = np.maximum(5.0, 0.25 * (co2 - 400.0) + 30.0 * smooth(spot.chance("tvoc"), t, 5400.0))
    stale = np.clip((co2 - 600.0) / 14.0, 0.0, 100.0)
    indices = np.repeat((100.0 - stale)[:, None], 6, axis=1)
    demands = stale, np.clip(25.0 * (20.0 - temperature), 0.0, 100.0), np.clip(25.0 * (temperature - 26.0), 0.0, 100.0)
    light = lux, np.full(t.size, 4186.0), np.zeros(t.size)
    return (
        np.full(t.size, 100),
        _row(temperature, humidity),
        _row(1.5 * fine, fine, 0.7 * fine),
        _row(mean, peak),
        buildings.is_occupied(spot, t),
        _row(co2, tvoc),
        weather.pressure(t, spot.longitude),
        _row(*light),
        indices,
        _row(*demands),
    )


def _row(*columns: Floats) -> Floats:
    return np.stack(columns, axis=1)


def climate_and_voltage(spot: Spot, look: Look) -> Columns:
    """Battery voltage, temperature and humidity of a room."""
    return spot.battery_voltage(look.t), *climate(spot, look.t)


def classroom_noise(spot: Spot, look: Look) -> Columns:
    """Temperature, humidity, CO2, light and noise of a classroom, its mean and its peak in dB."""
    t = look.t
    mean = 34.0 + 26.0 * buildings.is_occupied(spot, t) + 4.0 * smooth(spot.chance("voices"), t, 900.0)
    air = buildings.classroom_co2(spot, t), buildings.lamp_light(spot, t)
    return *climate(spot, t), *air, mean, mean + 12.0 + 5.0 * smooth(spot.chance("shouts"), t, 700.0)


def classroom_display(spot: Spot, look: Look) -> Columns:
    """Temperature, humidity, battery voltage, CO2, light and presence of a classroom."""
    t = look.t
    light, presence = buildings.lamp_light(spot, t), buildings.is_occupied(spot, t)
    return *climate(spot, t), spot.battery_voltage(t), buildings.classroom_co2(spot, t), light, presence


def thermostat(spot: Spot, look: Look) -> Columns:
    """Temperature, humidity, battery voltage, set point, light and presence of an office."""
    t = look.t
    busy = buildings.motion_count(spot, t, look.seconds) > 0
    target = np.full(t.size, np.round(one(spot.shared("set point"), 19.0, 21.0)))
    return *climate(spot, t), spot.battery_voltage(t), target, buildings.lamp_light(spot, t), busy
