"""Shelly Gen2 and later: RPC notifications, component statuses and the `online` flag.

`NotifyFullStatus` states everything, `NotifyStatus` only what has changed: each component that is there gives
its readings, and what is not there has not changed. A component in error states its values as null.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.sources.body import document, from_epoch, text
from ingest.sources.contract import Source
from ingest.sources.equipment import finite, measured, notice, report
from telemetry import quantity as q
from telemetry.errors import ParseError
from telemetry.quantity import Quantity
from telemetry.reading import Reading
from telemetry.record import JournalEntry
from telemetry.times import from_ms
from telemetry.uplink import Event

_SOURCE = "shelly"

# Component and member (levels joined by a dot): quantity, unit, and what the channel has beside the component's id.
_Meaning = tuple[Quantity, str, str]
_METER: Mapping[str, _Meaning] = {
    "voltage": (q.VOLTAGE, "V", ""),
    "current": (q.CURRENT, "A", ""),
    "apower": (q.ACTIVE_POWER, "W", ""),
    "act_power": (q.ACTIVE_POWER, "W", ""),
    "aprtpower": (q.APPARENT_POWER, "V.A", ""),
    "aprt_power": (q.APPARENT_POWER, "V.A", ""),
    "pf": (q.POWER_FACTOR, "1", ""),
    "freq": (q.FREQUENCY, "Hz", ""),
    "aenergy.total": (q.ACTIVE_ENERGY, "W.h", ""),
    "ret_aenergy.total": (q.ACTIVE_ENERGY_EXPORTED, "W.h", ""),
    "total_act_energy": (q.ACTIVE_ENERGY, "W.h", ""),
    "total_act_ret_energy": (q.ACTIVE_ENERGY_EXPORTED, "W.h", ""),
    "temperature.tC": (q.DEVICE_TEMPERATURE, "Cel", ""),
}
_PHASES: Mapping[str, _Meaning] = {
    f"{phase}_{member}": (quantity, unit, phase)
    for phase in ("a", "b", "c", "n")
    for member, (quantity, unit, _) in _METER.items()
}
_TOTALS: Mapping[str, _Meaning] = {
    "total_current": (q.CURRENT, "A", "total"),
    "total_act_power": (q.ACTIVE_POWER, "W", "total"),
    "total_aprt_power": (q.APPARENT_POWER, "V.A", "total"),
    "total_act": (q.ACTIVE_ENERGY, "W.h", "total"),
    "total_act_ret": (q.ACTIVE_ENERGY_EXPORTED, "W.h", "total"),
}
_COMPONENTS: Mapping[str, Mapping[str, _Meaning]] = {
    "temperature": {"tC": (q.AIR_TEMPERATURE, "Cel", "")},
    "humidity": {"rh": (q.RELATIVE_HUMIDITY, "%", "")},
    "illuminance": {"lux": (q.ILLUMINANCE, "lx", "")},
    "devicepower": {
        "battery.V": (q.BATTERY_VOLTAGE, "V", ""),
        "battery.percent": (q.BATTERY_LEVEL, "%", ""),
        "external.present": (q.EXTERNAL_POWER, "1", ""),
    },
    "switch": {"output": (q.RELAY_CLOSED, "1", ""), **_METER},
    "light": {"output": (q.LAMP_ON, "1", ""), "brightness": (q.DIMMING_LEVEL, "%", ""), **_METER},
    "input": {"state": (q.DIGITAL_INPUT, "1", ""), "counts.total": (q.PULSE_COUNT, "1", "")},
    "voltmeter": {"voltage": (q.VOLTAGE, "V", "")},
    "smoke": {"alarm": (q.SMOKE, "1", "")},
    "flood": {"alarm": (q.WATER_LEAK, "1", "")},
    "pm1": _METER,
    "em1": _METER,
    "em1data": _METER,
    "em": {**_PHASES, **_TOTALS},
    "emdata": {**_PHASES, **_TOTALS},
}


def parse(entry: JournalEntry) -> tuple[Event, ...]:
    """Turn a notification or a component's status into a `Report`, each announced event into a `Notice`."""
    received = from_ms(entry.received_ms)
    match entry.topic.split("/"):
        case [*_, device, "online"]:
            return (report(_SOURCE, device, received, [measured(q.LINK_UP, text(entry.payload))], "online"),)
        case [*_, device, "status", component]:
            readings = list(_component(component, document(entry.payload)))
            return (report(_SOURCE, device, received, readings, profile=_model(device)),)
        case [*_, "events", "rpc"]:
            return _notification(document(entry.payload), entry)
    raise ParseError("not a topic of Shelly: {id}/events/rpc, {id}/status/{component} or {id}/online")


def _notification(message: dict[str, Any], entry: JournalEntry) -> tuple[Event, ...]:
    device, method, parameters = message.get("src"), message.get("method"), message.get("params")
    if not isinstance(device, str) or not isinstance(parameters, dict):
        raise ParseError("a Shelly notification without `src` or `params`")
    seconds = finite(parameters.get("ts"))
    time = from_ms(entry.received_ms) if seconds is None else from_epoch(seconds)
    if method == "NotifyEvent":
        events = parameters.get("events")
        return tuple(
            notice(_SOURCE, device, time, "event", {key: event.get(key) for key in ("component", "event")})
            for event in (events if isinstance(events, list) else ())
            if isinstance(event, dict)
        )
    if method not in ("NotifyStatus", "NotifyFullStatus"):
        raise ParseError(f"a Shelly notification {method!r:.40}: NotifyStatus or NotifyEvent expected")
    readings = [
        reading
        for component, status in parameters.items()
        if isinstance(status, dict)
        for reading in _component(component, status)
    ]
    return (report(_SOURCE, device, time, readings, profile=_model(device)),)


def _component(component: str, status: dict[str, Any]) -> Iterator[Reading | None]:
    kind, _, number = component.partition(":")
    meanings = _COMPONENTS.get(kind, {})
    for path, value in _members(status):
        if path in meanings:
            quantity, unit, part = meanings[path]
            yield measured(quantity, value, "/".join(filter(None, (number, part))), unit)


def _members(status: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The members of a status, and those one level below."""
    for name, value in status.items():
        yield name, value
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", below) for inner, below in value.items())


def _model(device: str) -> str:
    return device.rpartition("-")[0]


SOURCE = Source(topics=("+/events/rpc", "+/status/+", "+/online"), parse=parse)
