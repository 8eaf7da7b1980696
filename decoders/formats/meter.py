"""From M-Bus records to readings: what each kind of meter means by a volume, a flow or a temperature."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from decoders.formats import mbus
from decoders.formats.mbus import Function, Measure, Record, Unit
from decoders.formats.mbus_profile import unfold
from telemetry.errors import DecodeError
from telemetry.quantity import (
    ACTIVE_ENERGY,
    ACTIVE_ENERGY_EXPORTED,
    ACTIVE_POWER,
    AIR_TEMPERATURE,
    COOLING_ENERGY,
    CURRENT,
    DEVICE_FAULT,
    FLUID_VOLUME,
    FREQUENCY,
    GAS_VOLUME,
    OPERATING_TIME,
    RELATIVE_HUMIDITY,
    RETURN_TEMPERATURE,
    SUPPLY_TEMPERATURE,
    TEMPERATURE_DIFFERENCE,
    THERMAL_ENERGY,
    THERMAL_POWER,
    VOLTAGE,
    WATER_FLOW,
    WATER_PRESSURE,
    WATER_TEMPERATURE,
    WATER_VOLUME,
    WATER_VOLUME_REVERSE,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading


class Meter(NamedTuple):
    """A kind of meter: the quantity of each measure, and of those that count backward."""

    forward: Mapping[Measure, Quantity]
    reverse: Mapping[Measure, Quantity] = {}

    @property
    def emits(self) -> frozenset[Quantity]:
        """Every quantity that this kind of meter may state."""
        return frozenset({*self.forward.values(), *self.reverse.values()})


_ANY = {Measure.OPERATING_TIME: OPERATING_TIME, Measure.ERROR_FLAGS: DEVICE_FAULT}

WATER = Meter(
    {
        **_ANY,
        Measure.VOLUME: WATER_VOLUME,
        Measure.VOLUME_FLOW: WATER_FLOW,
        Measure.FLOW_TEMPERATURE: WATER_TEMPERATURE,
        Measure.EXTERNAL_TEMPERATURE: AIR_TEMPERATURE,
        Measure.PRESSURE: WATER_PRESSURE,
    },
    {Measure.VOLUME: WATER_VOLUME_REVERSE},
)
HEAT = Meter(
    {
        **_ANY,
        Measure.ENERGY: THERMAL_ENERGY,
        Measure.VOLUME: FLUID_VOLUME,
        Measure.VOLUME_FLOW: WATER_FLOW,
        Measure.POWER: THERMAL_POWER,
        Measure.FLOW_TEMPERATURE: SUPPLY_TEMPERATURE,
        Measure.RETURN_TEMPERATURE: RETURN_TEMPERATURE,
        Measure.TEMPERATURE_DIFFERENCE: TEMPERATURE_DIFFERENCE,
    },
    {Measure.ENERGY: COOLING_ENERGY},
)
COOLING = Meter({**HEAT.forward, Measure.ENERGY: COOLING_ENERGY})
GAS = Meter({**_ANY, Measure.VOLUME: GAS_VOLUME})
ELECTRICITY = Meter(
    {
        **_ANY,
        Measure.ENERGY: ACTIVE_ENERGY,
        Measure.POWER: ACTIVE_POWER,
        Measure.VOLTAGE: VOLTAGE,
        Measure.CURRENT: CURRENT,
        Measure.FREQUENCY: FREQUENCY,
    },
    {Measure.ENERGY: ACTIVE_ENERGY_EXPORTED},
)
ROOM = Meter({**_ANY, Measure.EXTERNAL_TEMPERATURE: AIR_TEMPERATURE, Measure.HUMIDITY: RELATIVE_HUMIDITY})

Naming = Callable[[Record, bool], str | None]
"""The channel of a record, given whether its value is dated; None drops it."""

Special = Callable[[Record, datetime | None], list[Reading] | None]
"""The readings of a record that is a maker's own, or None if it is not."""

_FUNCTIONS = {Function.MAXIMUM: "max", Function.MINIMUM: "min"}
_NEGATIVE, _PROFILE = (mbus.NEGATIVE,), (mbus.INVERSE_PROFILE,)
_EXTENSIONS = {(), (mbus.POSITIVE,), _NEGATIVE, _PROFILE}


def full_name(record: Record, dated: bool) -> str | None:
    """All that tells a record from the present value of the meter; a value of a meter in error is dropped."""
    if record.function is Function.ERROR:
        return None
    stored = f"storage_{record.storage}" if record.storage and not dated else ""
    tariff = f"tariff_{record.tariff}" if record.tariff else ""
    subunit = f"input_{record.subunit}" if record.subunit else ""
    return "_".join(filter(None, (subunit, tariff, stored, _FUNCTIONS.get(record.function)))) or MAIN_CHANNEL


def dates(records: Sequence[Record]) -> dict[int, datetime | None]:
    """When each storage was filled."""
    return {
        record.storage: mbus.instant(record)
        for record in records
        if record.code in {mbus.DATE, mbus.DATE_TIME} and not record.extensions
    }


def readings(
    records: Sequence[Record],
    meter: Meter,
    times: Mapping[int, datetime | None],
    channel: Naming = full_name,
    special: Special = lambda _record, _time: None,
) -> Iterator[Reading]:
    """The readings of a meter's records, each at the time of its storage; an unknown record is refused.

    `times` says which storages are dated. A measure that the meter's kind has no quantity for gives nothing.
    """
    for record in records:
        time = times.get(record.storage)
        own = special(record, time)
        if own is not None:
            yield from own
            continue
        unit = record.unit
        if unit is None or record.extensions not in _EXTENSIONS:
            raise DecodeError(f"unknown unit {bytes(record.code + record.extensions).hex()}")
        quantity = (meter.reverse if record.extensions == _NEGATIVE else meter.forward).get(unit.measure)
        name = channel(record, time is not None)
        if quantity is not None and name is not None:
            for value, at in _values(record, unit, records, time):
                yield Reading(quantity, value, name, at)


def _values(
    record: Record, unit: Unit, records: Sequence[Record], time: datetime | None
) -> Iterator[tuple[float, datetime | None]]:
    """The value of a record, and when; of a profile, all its values."""
    if record.extensions == _PROFILE:
        base = next((mbus.raw(r) for r in records if _place(r) == _place(record) and not r.extensions), None)
        if base is None or time is None:
            raise DecodeError("a profile without the value or the time that it starts from")
        yield from ((unit.scale(raw), at) for raw, at in unfold(record, base, time))
    elif record.coding == mbus.VARIABLE:
        raise DecodeError("a value of variable length that is no inverse compact profile")
    elif (value := mbus.number(record)) is not None:
        yield value, time


def _place(record: Record) -> tuple[object, ...]:
    return record.code, record.function, record.storage, record.tariff, record.subunit
