"""Outside: weather, air, noise, parking, waste, rivers, soils."""

import numpy as np

from simulators import streets, waters, weather
from simulators.noise import Floats, Ints, during, one, smooth
from simulators.senses import Columns, Look
from simulators.spot import Spot


def outdoor(spot: Spot, look: Look) -> Columns:
    """Battery, temperature and humidity under a weather shelter."""
    t, east = look.t, spot.longitude
    own = 0.2 * smooth(spot.chance("shade"), t, 3600.0) + spot.drift(t, 0.2)
    return spot.battery_level(t), weather.temperature(t, east) + own, weather.humidity(t, east)


def weather_station(spot: Spot, look: Look) -> Columns:
    """Device id, radiation, rain, wind, temperature, vapour, pressure, humidity, components of the wind, battery."""
    t, east = look.t, spot.longitude
    # Daylight has some 110 lm/W.
    sky = weather.illuminance(t, east) / 110.0, weather.rain(t, east) * look.seconds / weather.HOUR
    speed, direction = weather.wind(t, east)
    gust = speed * (1.5 + 0.3 * smooth(spot.chance("gust"), t, 900.0))
    air = weather.temperature(t, east), weather.vapour_pressure(t, east), weather.pressure(t, east)
    toward = np.radians(direction)
    components = speed * np.cos(toward), speed * np.sin(toward)
    wind = speed, direction, gust
    return _serial(spot, look), *sky, *wind, *air, weather.humidity(t, east), *components, spot.battery_voltage(t)


def air_particles(spot: Spot, look: Look) -> Columns:
    """Battery voltage, temperature, humidity and fine particles of a street."""
    t, east = look.t, spot.longitude
    return spot.battery_voltage(t), weather.temperature(t, east), weather.humidity(t, east), _street_dust(spot, t)


def air_pollution(spot: Spot, look: Look) -> Columns:
    """Frame counter, volatile compounds, PM10, PM2.5 and PM1 of a street."""
    fine = _street_dust(spot, look.t)
    tvoc = 180.0 + 120.0 * smooth(spot.chance("tvoc"), look.t, 5400.0)
    return look.frame, tvoc, 1.6 * fine, fine, 0.7 * fine


def _street_dust(spot: Spot, t: Floats) -> Floats:
    return np.maximum(1.0, weather.fine_particles(t) + 3.0 * smooth(spot.chance("dust"), t, 3600.0))


def sound(spot: Spot, look: Look) -> Columns:
    """Battery and sound levels."""
    return spot.battery_level(look.t), *streets.sound_levels(spot, look.t)


def parking(spot: Spot, look: Look) -> Columns:
    """Whether a car has come or gone, whether one is there, and the temperature."""
    return look.changed, streets.space_is_taken(spot, look.t), weather.temperature(look.t, spot.longitude)


def parking_lasting(spot: Spot, look: Look) -> Columns:
    """The same, with how long the state before lasted in minutes, and the battery voltage."""
    changed, taken, temperature = parking(spot, look)
    minutes = np.zeros(look.t.size)
    minutes[changed] = streets.held_for(spot, look.t[changed], look.seconds) / 60.0
    return changed, taken, minutes, temperature, spot.battery_voltage(look.t)


def parking_numbered(spot: Spot, look: Look) -> Columns:
    """Whether a car is there, battery voltage, temperature, number of the space."""
    _, taken, temperature = parking(spot, look)
    return taken, spot.battery_voltage(look.t), temperature, np.full(look.t.size, spot.position + 1)


def waste(spot: Spot, look: Look) -> Columns:
    """Battery voltage and distance from the lid to the waste."""
    return spot.battery_voltage(look.t), _to_waste(spot, look.t)


def _to_waste(spot: Spot, t: Floats) -> Floats:
    depth, blind = one(spot.chance("depth"), 1.2, 1.9), 0.3
    return blind + depth * (1.0 - streets.fill_share(spot, t))


def waste_and_fire(spot: Spot, look: Look) -> Columns:
    """Frame counter, distance from the lid to the waste, temperature under it, fire."""
    t = look.t
    fire = during(spot.chance("fire"), t, 60 * weather.DAY, 0.05, 1800.0, 7200.0)
    return look.frame, _to_waste(spot, t), weather.temperature(t, spot.longitude) + 3.0 + 60.0 * fire, fire


def waste_share(spot: Spot, look: Look) -> Columns:
    """Distance from the lid to the waste, how full that is, battery voltage."""
    t = look.t
    return _to_waste(spot, t), 100.0 * streets.fill_share(spot, t), spot.battery_voltage(t)


def river_from_above(spot: Spot, look: Look) -> Columns:
    """Battery and distance from a bridge down to the water."""
    return spot.battery_level(look.t), 4.5 - waters.river_level(spot, look.t)


def river_decentlab(spot: Spot, look: Look) -> Columns:
    """Device id, distance from a bridge down to the water, battery voltage."""
    _, distance = river_from_above(spot, look)
    return _serial(spot, look), distance, spot.battery_voltage(look.t)


def river_keller(spot: Spot, look: Look) -> Columns:
    """Depth of a probe in the water, temperature of the water, pressure and temperature of the air."""
    t, east = look.t, spot.longitude
    air = weather.pressure(t, east), weather.temperature(t, east)
    return waters.river_level(spot, t), waters.soil_temperature(spot, t), *air


def _serial(spot: Spot, look: Look) -> Ints:
    return np.full(look.t.size, spot.key % 65536)


def river(spot: Spot, look: Look) -> Columns:
    """Battery and water level."""
    return spot.battery_level(look.t), waters.river_level(spot, look.t)


def _soil(spot: Spot, t: Floats) -> tuple[Floats, Floats, Floats]:
    return waters.soil_temperature(spot, t), waters.soil_moisture(spot, t), waters.soil_conductivity(spot, t)


def soil_milesight(spot: Spot, look: Look) -> Columns:
    """Battery, soil temperature, moisture, conductivity."""
    return spot.battery_level(look.t), *_soil(spot, look.t)


def soil(spot: Spot, look: Look) -> Columns:
    """Soil temperature, moisture, conductivity."""
    return _soil(spot, look.t)


def soil_dragino(spot: Spot, look: Look) -> Columns:
    """Battery voltage, soil moisture, temperature, conductivity."""
    temperature, moisture, conductivity = _soil(spot, look.t)
    return spot.battery_voltage(look.t), moisture, temperature, conductivity


def soil_permittivity(spot: Spot, look: Look) -> Columns:
    """Battery, soil moisture, temperature, conductivity, permittivity."""
    temperature, moisture, conductivity = _soil(spot, look.t)
    # Topp, Davis and Annan, 1980: the permittivity of mineral soils from their share of water.
    share = moisture / 100.0
    permittivity = 3.03 + 9.3 * share + 146.0 * share**2 - 76.7 * share**3
    return spot.battery_level(look.t), moisture, temperature, conductivity, permittivity
