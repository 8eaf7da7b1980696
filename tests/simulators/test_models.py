"""The physical models: plausible all the year, and with the habits of the real thing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from simulators import buildings, energy, streets, waters, weather
from simulators.civil import calendar, moment
from simulators.noise import Floats
from simulators.spot import Spot

YEAR = np.arange(datetime(2026, 1, 1, tzinfo=UTC).timestamp(), datetime(2027, 1, 1, tzinfo=UTC).timestamp(), 1800.0)
EAST = 2.3

SIGNALS: dict[str, tuple[Callable[[Spot, Floats], Floats], float, float]] = {
    "temperature": (lambda spot, t: weather.temperature(t, spot.longitude), -20, 40),
    "humidity": (lambda spot, t: weather.humidity(t, spot.longitude), 20, 100),
    "pressure": (lambda spot, t: weather.pressure(t, spot.longitude), 960, 1050),
    "rain": (lambda spot, t: weather.rain(t, spot.longitude), 0, 40),
    "illuminance": (lambda spot, t: weather.illuminance(t, spot.longitude), 0, 120_000),
    "wind": (lambda spot, t: weather.wind(t, spot.longitude)[0], 0.1, 15),
    "wind direction": (lambda spot, t: weather.wind(t, spot.longitude)[1], 0, 360),
    "vapour": (lambda spot, t: weather.vapour_pressure(t, spot.longitude), 0.1, 5),
    "fine particles": (lambda _, t: weather.fine_particles(t), 1, 20),
    "heat power": (energy.heat_power, 1000, 250_000),
    "room temperature": (buildings.room_temperature, 8, 36),
    "room humidity": (buildings.room_humidity, 15, 95),
    "CO2": (buildings.classroom_co2, 400, 5000),
    "machine room": (buildings.machine_room_temperature, 15, 45),
    "hot water": (buildings.hot_water_temperature, 35, 65),
    "heating": (buildings.heating_supply_temperature, 20, 80),
    "river": (waters.river_level, 0, 4),
    "soil moisture": (waters.soil_moisture, 3, 50),
    "soil temperature": (waters.soil_temperature, 0, 25),
    "fill": (streets.fill_share, 0, 1),
    "parking demand": (streets.demand, 0, 1),
    "lamps": (streets.lamps_current, 0, 40),
    "battery": (lambda spot, t: spot.battery_level(t).astype(float), 1, 100),
    "cell": (lambda spot, t: spot.battery_voltage(t), 2.6, 3.7),
}


@pytest.mark.parametrize(("signal", "low", "high"), SIGNALS.values(), ids=SIGNALS)
def test_a_signal_stays_in_its_range_for_a_year(
    spot: Spot, signal: Callable[[Spot, Floats], Floats], low: float, high: float
) -> None:
    values = signal(spot, YEAR)
    assert low <= values.min()
    assert values.max() <= high
    assert values.std() > 0


@pytest.mark.parametrize(("signal", "low", "high"), SIGNALS.values(), ids=SIGNALS)
def test_a_signal_has_no_seam_where_a_window_begins(
    spot: Spot, signal: Callable[[Spot, Floats], Floats], low: float, high: float
) -> None:
    t = YEAR[14000:14200]
    assert signal(spot, t[100:]) == pytest.approx(signal(spot, t)[100:], abs=1e-6 * high)


def test_winter_is_colder_than_summer_and_night_than_day() -> None:
    temperature, hour = weather.temperature(YEAR, EAST), moment(YEAR).hour
    assert temperature[: 31 * 48].mean() + 8 < temperature[181 * 48 : 212 * 48].mean()
    assert temperature[(hour > 3) & (hour < 6)].mean() + 3 < temperature[(hour > 14) & (hour < 17)].mean()


def test_neighbours_live_the_same_weather_and_the_east_later() -> None:
    here, near = weather.pressure(YEAR, 2.3), weather.pressure(YEAR, 2.4)
    assert np.corrcoef(here, near)[0, 1] > 0.99
    assert weather.pressure(YEAR, 1.4).tolist() == pytest.approx(weather.pressure(YEAR + 5700.0, 2.4).tolist())


def test_a_year_of_rain_is_that_of_picardy() -> None:
    assert 500 < weather.rain(YEAR, EAST).sum() / 2 < 900


def test_a_classroom_fills_with_co2_in_lessons_and_empties_at_night(spot: Spot) -> None:
    co2, when = buildings.classroom_co2(spot, YEAR), moment(YEAR)
    school, weekday = calendar().school[when.day], calendar().weekday[when.day]
    late_morning = (when.hour > 11) & (when.hour < 11.7)
    assert co2[school & late_morning].min() > 700
    assert co2[~school].max() < 480
    assert co2[school & (when.hour < 6)].max() < 600
    # On Wednesday afternoons nobody is there.
    assert co2[school & (weekday == 2) & (when.hour > 18)].max() < 500


def test_a_leaking_meter_never_stops_and_a_district_sleeps_little(spot: Spot) -> None:
    index = waters.meter_index(replace(spot, key=13), YEAR)
    hourly = np.diff(index[::2])
    night = moment(YEAR[:-2:2]).hour
    assert hourly.min() > 0
    assert hourly[(night > 2) & (night < 5)].mean() < 0.5 * hourly[(night > 7) & (night < 10)].mean()


def test_the_log_of_a_meter_is_its_index_at_full_hours(spot: Spot) -> None:
    t = YEAR[5000:5003]
    oldest, rows = waters.hourly_index(spot, t, 16)
    assert rows.shape == (3, 16)
    assert rows[0].tolist() == waters.meter_index(spot, oldest[0] + 3600.0 * np.arange(16)).tolist()
    assert (rows[:, -1] <= waters.meter_index(spot, t)).all()


def test_a_river_rises_after_rain(spot: Spot) -> None:
    level, felt = waters.river_level(spot, YEAR), weather.wetness(YEAR, EAST, 30 * 3600.0)
    summer = slice(150 * 48, 240 * 48)
    assert np.corrcoef(level[summer], felt[summer])[0, 1] > 0.7


def test_a_car_park_is_busier_by_day_and_a_space_holds_a_car_for_a_while(spot: Spot) -> None:
    fine = np.arange(YEAR[0], YEAR[0] + 60 * 86400, 600.0)
    taken, when = streets.space_is_taken(spot, fine), moment(fine)
    working = calendar().working[when.day]
    assert taken[working & (when.hour > 10) & (when.hour < 12)].mean() > 0.5
    assert taken[when.hour < 5].mean() < 0.3
    changes = np.count_nonzero(np.diff(taken.astype(int))) / 60
    assert 3 < changes < 40


def test_waste_is_collected_once_a_week(spot: Spot) -> None:
    fill = streets.fill_share(spot, YEAR)
    emptied = np.flatnonzero(np.diff(fill) < -0.05)
    assert 50 <= emptied.size <= 54


def test_street_lamps_burn_at_night_and_draw_what_they_say(spot: Spot) -> None:
    fine = np.arange(YEAR[0], YEAR[0] + 20 * 86400, 300.0)
    current, charge = streets.lamps_current(spot, fine), streets.lamps_charge(spot, fine)
    noon = (moment(fine).hour > 11) & (moment(fine).hour < 13)
    assert current[noon].max() < 1
    assert current.max() > 7
    assert charge[-1] - charge[0] == pytest.approx(current.sum() * 300 / 3600, rel=0.03)
    assert np.diff(charge).min() >= 0


def test_a_space_is_held_for_as_long_as_it_did_not_change(spot: Spot) -> None:
    step = 600.0
    t = YEAR[0] + step * np.arange(2000)
    taken = streets.space_is_taken(spot, t)
    changes = 1 + np.flatnonzero(np.diff(taken.astype(int)))
    held = streets.held_for(spot, t[changes[1:]], step)
    assert held.tolist() == np.minimum(70 * step, step * np.diff(changes)).tolist()


def test_heat_is_its_power_summed_up_and_most_of_it_is_of_winter(spot: Spot) -> None:
    power, total = energy.heat_power(spot, YEAR), energy.heat(spot, YEAR)
    assert np.diff(total).min() > 0
    assert total[-1] - total[0] == pytest.approx(power[:-1].sum() / 2, rel=0.02)
    assert power[: 31 * 48].mean() > 3 * power[181 * 48 : 212 * 48].mean()


def test_off_peak_hours_are_those_of_the_night(spot: Spot) -> None:
    fine = np.arange(YEAR[0], YEAR[0] + 28 * 86400, 900.0)
    hour = moment(fine[:-1]).hour
    for total, is_night in zip(energy.tariff(spot), (True, False), strict=True):
        grown = np.diff(total.total(fine))
        # Chance moves an hour by less than one.
        quiet = (hour > 8) & (hour < 21) if is_night else (hour > 0) & (hour < 5)
        assert grown[quiet].sum() < 0.01 * grown.sum()


def test_batteries_wear_and_are_replaced(spot: Spot) -> None:
    decade = np.arange(YEAR[0], YEAR[0] + 12 * 365 * 86400, 86400.0)
    charge = spot.charge(decade)
    assert (np.diff(charge) < 0).mean() > 0.99
    assert np.diff(charge).max() > 0.7
