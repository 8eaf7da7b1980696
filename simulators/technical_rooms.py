"""What the equipment of datacenter rooms and fibre exchanges says: UPSs, air conditioning, power meters."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from simulators import buildings, streets, weather
from simulators.accumulation import HOUSEHOLDS, STEADY, Accumulation
from simulators.messages import Stated
from simulators.noise import Flags, Floats, during, one, smooth
from simulators.spot import Spot

MINUTE = 60.0

_STEP = 2.0  # minutes between two looks into the past hour
_DRAIN = 1.5  # % of its charge that a UPS loses in a minute, and regains in the hour after
_AUTONOMY = 0.3  # minutes for each % of charge
_IT_AMPERES = 180.0  # of the three phases together: some 40 kW
_NORMAL, _ON_BATTERY = 3, 5  # upsOutputSource


def mains_failed(spot: Spot, t: Floats) -> Flags:
    """Whether the site has lost the grid: now and then, for some minutes."""
    return during(spot.shared("mains"), t, 30 * weather.DAY, 0.4, 3 * MINUTE, 40 * MINUTE)


def _mains_voltage(spot: Spot, t: Floats) -> Floats:
    return 231.0 + 3.0 * smooth(spot.shared("grid"), t, 1800.0)


def ups(name: str, spot: Spot, t: Floats) -> Iterator[Sequence[Stated]]:
    """A UPS that Telegraf reads by SNMP (UPS-MIB, RFC 1628): mains, load, and what is left of its battery."""
    past = t[:, None] - MINUTE * np.arange(0.0, 60.0, _STEP)
    drained = _STEP * mains_failed(spot, past.ravel()).reshape(past.shape).sum(axis=1)
    load = one(spot.chance("load"), 28.0, 55.0) + 4.0 * smooth(spot.chance("use"), t, 3 * weather.HOUR)
    columns = (column.tolist() for column in (t, mains_failed(spot, t), drained, load, _mains_voltage(spot, t)))
    for now, failed, minutes, percent, voltage in zip(*columns, strict=True):
        charge = 100.0 - _DRAIN * minutes
        fields = {
            "upsEstimatedChargeRemaining": round(charge),
            "upsEstimatedMinutesRemaining": round(charge * _AUTONOMY),
            "upsInputVoltage": 0 if failed else round(voltage),
            "upsOutputPercentLoad": round(percent),
            "upsOutputSource": _ON_BATTERY if failed else _NORMAL,
            "upsSecondsOnBattery": round(60 * minutes) if failed else 0,
        }
        tags = {"agent_host": name, "host": "collecte"}
        yield [("telegraf/collecte/ups", {"fields": fields, "name": "ups", "tags": tags, "timestamp": int(now)})]


def air_conditioner(name: str, spot: Spot, t: Floats) -> Iterator[Sequence[Stated]]:
    """An air-conditioning unit that Neuron reads by Modbus: what it blows, what comes back, fan and compressor."""
    back, fault = buildings.machine_room_temperature(spot, t), buildings.cooling_is_at_fault(spot, t)
    blown = np.where(fault, back - 0.5, back - 8.0)
    fan = np.clip(45.0 + 4.0 * (back - 22.0), 30.0, 100.0)
    columns = (column.tolist() for column in (t, blown, back, fan, fault))
    for now, cold, warm, speed, faulty in zip(*columns, strict=True):
        values = {
            "supplyTemperature": round(cold, 1),
            "returnTemperature": round(warm, 1),
            "fanSpeed": round(speed),
            "compressorRunning": int(not faulty),
            "coolingFault": int(faulty),
        }
        document = {"timestamp": round(now * 1000), "node": name, "group": "air", "values": values, "errors": {}}
        yield [(f"/neuron/salles/{name}/air", document)]


def power_meter(name: str, spot: Spot, t: Floats) -> Iterator[Sequence[Stated]]:
    """A meter on the supply of a site."""
    return _three_phases(name, spot, t, streets.cabinet_charge(spot, one(spot.chance("amperes"), 6.0, 40.0)))


def it_meter(name: str, spot: Spot, t: Floats) -> Iterator[Sequence[Stated]]:
    """A meter behind the UPSs of a datacenter: what its IT draws."""
    return _three_phases(name, spot, t, _it_load(spot))


def supply_meter(name: str, spot: Spot, t: Floats) -> Iterator[Sequence[Stated]]:
    """A meter on the supply of a datacenter: IT, and cooling and losses that follow the hours of the day."""
    rest = Accumulation(spot.shared("overhead"), 0.4 * _IT_AMPERES * 24.0, HOUSEHOLDS, chance=0.2)
    return _three_phases(name, spot, t, _it_load(spot), rest)


def _it_load(spot: Spot) -> Accumulation:
    return Accumulation(spot.shared("it load"), _IT_AMPERES * 24.0, STEADY, chance=0.05)


def _three_phases(name: str, spot: Spot, t: Floats, *loads: Accumulation) -> Iterator[Sequence[Stated]]:
    """A Shelly Pro 3EM: currents and powers of the phases, and the energy so far in W.h."""
    grown = np.sum([load.grown(t, 600.0) for load in loads], axis=0)
    charges = np.sum([load.total(t) for load in loads], axis=0)
    parts = {phase: one(spot.chance(f"phase {phase}"), 0.25, 0.4) for phase in "abc"}
    columns = (column.tolist() for column in (t, 6.0 * grown, _mains_voltage(spot, t), charges))
    for now, amperes, voltage, charge in zip(*columns, strict=True):
        meter: dict[str, Any] = {"id": 0}
        for phase, part in parts.items():
            current = amperes * part / sum(parts.values())
            meter |= {f"{phase}_current": round(current, 3), f"{phase}_voltage": round(voltage, 1)}
            meter[f"{phase}_act_power"] = round(current * voltage, 1)
        meter |= {"total_current": round(amperes, 3), "total_act_power": round(amperes * voltage, 1)}
        energy = {"id": 0, "total_act": round(charge * 230.0, 2), "total_act_ret": 0.0}
        parameters = {"ts": round(now, 2), "em:0": meter, "emdata:0": energy}
        notification = {"src": name, "dst": f"{name}/events", "method": "NotifyStatus", "params": parameters}
        yield [(f"{name}/events/rpc", notification)]
