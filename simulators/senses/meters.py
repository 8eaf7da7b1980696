"""Meters and probes: water, heat, electricity."""

import numpy as np

from simulators import buildings, energy, streets, waters
from simulators.encoders import arad, axioma, ewattch, fludia
from simulators.noise import Floats, Ints, one, smooth
from simulators.senses import Columns, Look
from simulators.spot import Spot

_MINUTE = 60.0
_QUARTER = 15 * _MINUTE
_WATTS_PER_FLOW = 1163.0
"""W for each m³/h of water and kelvin."""


def meter_log(spot: Spot, look: Look) -> Columns:
    """A meter's time, index, and its log of the last hours."""
    oldest, hourly = waters.hourly_index(spot, look.t, axioma.HOURS)
    return look.t, waters.meter_index(spot, look.t), oldest, hourly


def meter_hours(spot: Spot, look: Look) -> Columns:
    """Seconds since the last full hour, a meter's indices at the hours before it, battery voltage."""
    oldest, hourly = waters.hourly_index(spot, look.t, arad.HOURS)
    return look.t - oldest - (arad.HOURS - 1) * waters.HOUR, hourly, spot.battery_voltage(look.t)


def meter_flows(spot: Spot, look: Look) -> Columns:
    """Index, reverse index, alarms, water temperature."""
    t = look.t
    none = np.zeros(t.size, dtype=np.int64)
    return waters.meter_index(spot, t), none, none, waters.soil_temperature(spot, t) + 1.0


def meter_due(spot: Spot, look: Look) -> Columns:
    """Index, the last day of the month before, the index as that day began."""
    months = look.t.astype("datetime64[s]").astype("datetime64[M]")
    due = (months.astype("datetime64[D]") - 1).astype("datetime64[s]").astype(float)
    return waters.meter_index(spot, look.t), due, waters.meter_index(spot, due)


def meter_battery(spot: Spot, look: Look) -> Columns:
    """Battery and pulses of a meter, one for ten litres."""
    return spot.battery_level(look.t), 100.0 * waters.meter_index(spot, look.t)


def _chamber(spot: Spot, t: Floats) -> tuple[Ints, Floats, Floats]:
    """Battery, temperature and humidity of a meter chamber in the ground."""
    ground = waters.soil_temperature(spot, t)
    return spot.battery_level(t), ground, np.clip(88.0 + 6.0 * smooth(spot.chance("damp"), t, 86400.0), 0, 100)


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


def hot_water_battery(spot: Spot, look: Look) -> Columns:
    """Battery and hot water temperature."""
    return spot.battery_level(look.t), buildings.hot_water_temperature(spot, look.t)


def heating(spot: Spot, look: Look) -> Columns:
    """Frame counter, supply and return temperatures of a heating circuit."""
    supply = buildings.heating_supply_temperature(spot, look.t)
    return look.frame, supply, 21.0 + 0.72 * (supply - 21.0)


def lamps(spot: Spot, look: Look) -> Columns:
    """Charge and current of street lamps."""
    return streets.lamps_charge(spot, look.t), streets.lamps_current(spot, look.t)


def machines(spot: Spot, look: Look) -> Columns:
    """Charge and current of racks, air conditioning, rectifiers."""
    load = streets.cabinet_charge(spot, one(spot.chance("amperes"), 4.0, 28.0))
    return load.total(look.t), load.grown(look.t, 10 * _MINUTE) * 6.0


def meter_midnight(spot: Spot, look: Look) -> Columns:
    """A meter's log of the last midnight: its instant, index, noise of leaks, flows of the day, water temperatures."""
    t = look.t
    midnight = np.floor(t / 86400.0) * 86400.0
    _, hourly = waters.hourly_index(spot, midnight, 25)
    flows = np.diff(hourly, axis=1)
    ground = waters.soil_temperature(spot, midnight)
    noise = 6.0 + 3.0 * smooth(spot.chance("pipes"), midnight, 5 * 86400.0)
    return midnight, hourly[:, -1], noise, flows.min(axis=1), flows.max(axis=1), ground, ground + 1.5


def hot_water_pipe(spot: Spot, look: Look) -> Columns:
    """Serial number, frame counter, hot water temperature."""
    return _serial(spot, look), look.frame, buildings.hot_water_temperature(spot, look.t)


def heat_meter(spot: Spot, look: Look) -> Columns:
    """Serial number, energy, volume, power, flow, supply and return of a circuit whose pump always runs alike."""
    t = look.t
    flow = one(spot.chance("pump"), 2.0, 9.0)
    power = energy.heat_power(spot, t)
    supply = buildings.heating_supply_temperature(spot, t) + 5.0
    return_ = supply - power / (_WATTS_PER_FLOW * flow)
    running = flow * (t - energy.BEGINNING) / energy.HOUR
    return _serial(spot, look), energy.heat(spot, t), running, power, np.full(t.size, flow), supply, return_


def load_curve(spot: Spot, look: Look) -> Columns:
    """The index of an electricity meter, and what it grew by in each of the last quarters of an hour."""
    totals = np.floor(energy.electricity(spot).total(_back(look.t, _QUARTER, fludia.STEPS).ravel()))
    rows = totals.reshape(look.t.size, fludia.STEPS + 1)
    return rows[:, -1], np.diff(rows, axis=1)


def _back(t: Floats, step: float, steps: int) -> Floats:
    """For each instant the row of those `steps` times `step` seconds before it, and itself."""
    return np.asarray(t[:, None] - step * np.arange(steps, -1, -1))


def linky(spot: Spot, look: Look) -> Columns:
    """Frame counter, subscribed, present and highest current, apparent power, off-peak and peak indices."""
    t, (off_peak, peak) = look.t, energy.tariff(spot)
    power = 6.0 * (off_peak.grown(t, 10 * _MINUTE) + peak.grown(t, 10 * _MINUTE))
    constant = np.ones(t.size)
    return look.frame, 60.0 * constant, power / 230.0, 48.0 * constant, power, off_peak.total(t), peak.total(t)


def clamps(spot: Spot, look: Look) -> Columns:
    """Frame counter, energy and power of the departures of a switchboard."""
    circuits = [energy.electricity(spot, str(n), 300.0, 9000.0) for n in range(ewattch.CLAMPS)]
    power = [6.0 * circuit.grown(look.t, 10 * _MINUTE) for circuit in circuits]
    return look.frame, np.stack([circuit.total(look.t) for circuit in circuits], axis=1), np.stack(power, axis=1)


def phases(spot: Spot, look: Look) -> Columns:
    """Battery voltage and the currents of three phases."""
    _, current = machines(spot, look)
    shares = (one(spot.chance(f"phase {n}"), 0.8, 1.2) for n in range(3))
    return spot.battery_voltage(look.t), *(current * share for share in shares)


def _serial(spot: Spot, look: Look) -> Ints:
    return np.full(look.t.size, spot.key % 1_000_000)
