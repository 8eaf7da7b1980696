"""The round of the waste collection: which containers are due by what is known of them now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from telemetry import quantity as q
from telemetry.device import Device
from telemetry.quantity import Quantity
from telemetry.series import Sample, Series
from telemetry.times import from_ms


class Stop(NamedTuple):
    """A container to be collected: its level (%), in how many days it is full, and of which day that is said."""

    device: Device
    level: float | None
    days: float | None
    since: datetime


def stops_of(devices: Sequence[Device], series: Sequence[Series], latest: Mapping[int, Sample]) -> list[Stop]:
    """The containers that are due by their latest values, the most urgent first.

    A container is visited when it is 75 % full, or will be full within two days; see `indicators.waste.due`.
    """
    held: dict[str, dict[Quantity, Sample]] = {}
    for one in series:
        if one.id in latest:
            held.setdefault(one.dev_eui, {})[one.quantity] = latest[one.id]
    stops = [
        Stop(device, _value(known, q.FILL_LEVEL), _value(known, q.DAYS_TO_FULL), from_ms(due.time_ms))
        for device in devices
        if (known := held.get(device.dev_eui)) and (due := known.get(q.COLLECTION_DUE)) and due.value
    ]
    return sorted(stops, key=lambda stop: (stop.days if stop.days is not None else 0.0, -(stop.level or 0.0)))


def _value(known: Mapping[Quantity, Sample], quantity: Quantity) -> float | None:
    sample = known.get(quantity)
    return sample.value if sample else None
