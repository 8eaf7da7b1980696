"""The floor of a datacenter, pure: its devices by room and rack, what they say of climate, power chain and cooling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dashboards.console.fleet import Vitals
from dashboards.console.snapshot import label, plain
from telemetry import quantity as q
from telemetry.alarm import Alarm, Severity
from telemetry.quantity import Quantity
from telemetry.series import Sample, Series

CLIMATE: Final = (q.AIR_TEMPERATURE, q.RELATIVE_HUMIDITY, q.DEW_POINT, q.WATER_LEAK, q.SMOKE, q.DOOR_OPEN)
UPS: Final = (q.UPS_ON_BATTERY, q.UPS_LOAD, q.BATTERY_LEVEL, q.BATTERY_AUTONOMY)
FEED: Final = (q.MAINS_FAILURE, q.GENSET_RUNNING, q.FUEL_LEVEL, q.ACTIVE_POWER, q.VOLTAGE, q.CURRENT)
COOLING: Final = (q.SUPPLY_TEMPERATURE, q.RETURN_TEMPERATURE, q.FAN_SPEED, q.COMPRESSOR_RUNNING, q.COOLING_FAULT)

_UPS_SIGNS: Final = frozenset({q.UPS_ON_BATTERY, q.UPS_LOAD, q.BATTERY_AUTONOMY})
_COOLING_SIGNS: Final = frozenset(COOLING)
_FEED_SIGNS: Final = frozenset(
    {q.MAINS_FAILURE, q.GENSET_RUNNING, q.ACTIVE_POWER, q.ACTIVE_ENERGY, q.CURRENT, q.VOLTAGE}
)

Value = tuple[Series, Sample]


@dataclass(frozen=True, slots=True)
class Tile:
    """A device on the floor: what it says of its part, and the gravest of its alarms."""

    vitals: Vitals
    values: tuple[Value, ...]
    gravest: Severity | None

    @property
    def headline(self) -> Value | None:
        """The value that is read from afar: the inlet temperature of a rack."""
        return next((held for held in self.values if held[0].quantity is q.AIR_TEMPERATURE), None)


@dataclass(frozen=True, slots=True)
class Floor:
    """The tiles of one datacenter; `rooms` by room and rack, both empty where the tags do not say."""

    rooms: Mapping[str, Mapping[str, tuple[Tile, ...]]]
    ups: tuple[Tile, ...]
    feeds: tuple[Tile, ...]
    cooling: tuple[Tile, ...]


def floor_of(devices: Iterable[Vitals], alarms: Iterable[Alarm]) -> Floor:
    """Sort the devices of a site: a device is what its readings show it to be, its tags say where it stands."""
    gravest: dict[str, Severity] = {}
    for alarm in alarms:
        if alarm.active:
            eui = alarm.source.device
            gravest[eui] = max(alarm.severity, gravest.get(eui, alarm.severity))
    rooms: dict[str, dict[str, list[Tile]]] = {}
    parts: dict[str, list[Tile]] = {"ups": [], "feeds": [], "cooling": []}
    for vitals in sorted(devices, key=lambda held: plain(label(held))):
        shown = {series.quantity for series, _ in vitals.latest.values()}
        device = vitals.device
        worst = gravest.get(device.dev_eui)
        for part, signs, wanted in _PARTS:
            if shown & signs:
                parts[part].append(Tile(vitals, _values(vitals, wanted), worst))
                break
        else:
            room = rooms.setdefault(device.tags.get("room", ""), {})
            room.setdefault(device.tags.get("rack", ""), []).append(Tile(vitals, _values(vitals, CLIMATE), worst))
    held = {
        room: {rack: tuple(tiles) for rack, tiles in sorted(racks.items())} for room, racks in sorted(rooms.items())
    }
    return Floor(held, tuple(parts["ups"]), tuple(parts["feeds"]), tuple(parts["cooling"]))


_PARTS: Final = (
    ("ups", _UPS_SIGNS, UPS),
    ("cooling", _COOLING_SIGNS, COOLING),
    ("feeds", _FEED_SIGNS, FEED),
)


def _values(vitals: Vitals, wanted: tuple[Quantity, ...]) -> tuple[Value, ...]:
    held = [value for value in vitals.latest.values() if value[0].quantity in wanted]
    return tuple(
        sorted(held, key=lambda value: (wanted.index(value[0].quantity), _of_a_phase(value), value[0].channel))
    )


def _of_a_phase(value: Value) -> bool:
    """Whether it is of one phase only: totals stand before."""
    return not value[0].channel.endswith("total")
