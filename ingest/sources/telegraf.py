"""Telegraf's MQTT output, as line protocol or JSON: SNMP of a UPS (RFC 1628), Modbus of a CRAC or PDU, and others.

Timestamps are in the unit that Telegraf is set to, told by their size. The layout `field` sends bare values
without time, name or tags: it is refused, with what to set instead.
"""

import re
from collections.abc import Iterator, Mapping

from decoders.codec_js.rules import simplify
from ingest.sources.body import document, from_epoch, text
from ingest.sources.contract import Source
from ingest.sources.equipment import finite, measured, named, report
from ingest.sources.line_protocol import Metric, read_lines
from telemetry import quantity as q
from telemetry.errors import ParseError
from telemetry.quantity import Quantity
from telemetry.reading import Reading
from telemetry.record import JournalEntry
from telemetry.times import from_ms
from telemetry.uplink import Event

_SOURCE = "telegraf"
_DEVICE_TAGS = ("device", "agent_host", "source", "slave", "server", "name", "host")
"""Tags that name the equipment asked, the most telling first; `host` is where Telegraf runs."""
_CHANNEL_TAGS = ("upsInputLineIndex", "upsOutputLineIndex", "upsBypassLineIndex", "index", "ifName", "phase")

# Objects of the UPS-MIB (RFC 1628), without capitals and punctuation: quantity, unit, scale, channel.
_UPS: Mapping[str, tuple[Quantity, str, float, str]] = {
    "upsestimatedminutesremaining": (q.BATTERY_AUTONOMY, "min", 1, ""),
    "upsestimatedchargeremaining": (q.BATTERY_LEVEL, "%", 1, ""),
    "upsbatteryvoltage": (q.DC_VOLTAGE, "V", 0.1, "battery"),
    "upsbatterycurrent": (q.CURRENT, "A", 0.1, "battery"),
    "upsbatterytemperature": (q.SURFACE_TEMPERATURE, "Cel", 1, "battery"),
    "upsinputfrequency": (q.FREQUENCY, "Hz", 0.1, "input"),
    "upsinputvoltage": (q.VOLTAGE, "V", 1, "input"),
    "upsinputcurrent": (q.CURRENT, "A", 0.1, "input"),
    "upsinputtruepower": (q.ACTIVE_POWER, "W", 1, "input"),
    "upsoutputfrequency": (q.FREQUENCY, "Hz", 0.1, "output"),
    "upsoutputvoltage": (q.VOLTAGE, "V", 1, "output"),
    "upsoutputcurrent": (q.CURRENT, "A", 0.1, "output"),
    "upsoutputpower": (q.ACTIVE_POWER, "W", 1, "output"),
    "upsoutputpercentload": (q.UPS_LOAD, "%", 1, "output"),
    "upsbypassvoltage": (q.VOLTAGE, "V", 1, "bypass"),
    "upsbypasscurrent": (q.CURRENT, "A", 0.1, "bypass"),
}
# Enumerations of the UPS-MIB: the values that mean no, and those that mean yes; the others mean neither.
_ENUMERATIONS: Mapping[str, tuple[Quantity, range, range]] = {
    "upsbatterystatus": (q.LOW_BATTERY, range(2, 3), range(3, 5)),  # unknown, normal, low, depleted
    "upsoutputsource": (q.UPS_ON_BATTERY, range(3, 5), range(5, 6)),  # other, none, normal, bypass, battery, booster …
}

# The last arc of `upsAlarmDescr` (upsWellKnownAlarms). A row is there as long as its alarm is; that all have
# ended, `upsAlarmsPresent` says.
_WELL_KNOWN = re.compile(r"\.?1\.3\.6\.1\.2\.1\.33\.1\.6\.3\.(\d{1,2})", re.ASCII)
_ALARMS: Mapping[int, tuple[Quantity, str]] = {
    1: (q.DEVICE_FAULT, "battery bad"),
    2: (q.UPS_ON_BATTERY, "main"),
    3: (q.LOW_BATTERY, "main"),
    4: (q.UPS_ALARM, "depleted battery"),
    5: (q.HEAT_ALARM, "main"),
    6: (q.MAINS_FAILURE, "main"),
    7: (q.DEVICE_FAULT, "output bad"),
    8: (q.DEVICE_FAULT, "output overload"),
    9: (q.UPS_ALARM, "on bypass"),
    10: (q.DEVICE_FAULT, "bypass bad"),
    11: (q.UPS_ALARM, "output off as requested"),
    12: (q.UPS_ALARM, "ups off as requested"),
    13: (q.DEVICE_FAULT, "charger failed"),
    14: (q.UPS_ALARM, "output off"),
    15: (q.UPS_ALARM, "system off"),
    16: (q.DEVICE_FAULT, "fan failure"),
    17: (q.DEVICE_FAULT, "fuse failure"),
    18: (q.DEVICE_FAULT, "general fault"),
    19: (q.DEVICE_FAULT, "diagnostic test failed"),
    20: (q.DEVICE_FAULT, "communications lost"),
    21: (q.UPS_ALARM, "awaiting power"),
    22: (q.UPS_ALARM, "shutdown pending"),
    23: (q.DEVICE_FAULT, "shutdown imminent"),
    24: (q.UPS_ALARM, "test in progress"),
}


def parse(entry: JournalEntry) -> tuple[Event, ...]:
    """Turn a batch of metrics into a `Report` each."""
    return tuple(_report(metric, entry) for metric in _metrics(entry))


def _metrics(entry: JournalEntry) -> Iterator[Metric]:
    if entry.payload[:1] == b"{":
        batch = document(entry.payload)
        metrics = batch.get("metrics", [batch])
        yield from map(_from_json, metrics if isinstance(metrics, list) else [metrics])
        return
    written = text(entry.payload)
    if "=" not in written:
        raise ParseError('a bare value: set `layout = "non-batch"` or `"batch"` in Telegraf\'s outputs.mqtt')
    yield from read_lines(written)


def _from_json(metric: object) -> Metric:
    match metric:
        case {"fields": dict(fields), "name": str(name), "tags": dict(tags), **others}:
            time = finite(others.get("timestamp"))
            texts = {key: value for key, value in tags.items() if isinstance(value, str)}
            return Metric(name, texts, fields, None if time is None else _nanoseconds(time))
    raise ParseError("a Telegraf metric in JSON has `name`, `tags` and `fields`")


def _nanoseconds(time: float) -> int:
    """A timestamp in seconds, milliseconds, microseconds or nanoseconds: three digits more each."""
    for limit, factor in ((1e11, 10**9), (1e14, 10**6), (1e17, 10**3)):
        if time < limit:
            return round(time * factor)
    return round(time)


def _report(metric: Metric, entry: JournalEntry) -> Event:
    time = from_ms(entry.received_ms) if metric.time_ns is None else from_epoch(metric.time_ns / 1e9)
    device = next((metric.tags[tag] for tag in _DEVICE_TAGS if metric.tags.get(tag)), "")
    channel = "/".join(metric.tags[tag] for tag in _CHANNEL_TAGS if metric.tags.get(tag))
    readings = [reading for name, raw in metric.fields.items() for reading in _field(name, raw, channel)]
    return report(_SOURCE, device, time, readings, profile=metric.name)


def _field(name: str, raw: object, channel: str) -> Iterator[Reading | None]:
    key, number = simplify(name), finite(raw)
    if key == "upsalarmdescr":
        found = _WELL_KNOWN.fullmatch(str(raw))
        if found and (alarm := _ALARMS.get(int(found[1]))):
            yield Reading(alarm[0], 1.0, alarm[1])
    elif key == "upsalarmspresent":
        yield None if number is None else Reading(q.DEVICE_FAULT, float(number > 0))
        if number == 0:
            yield from (Reading(quantity, 0.0, where) for quantity, where in dict.fromkeys(_ALARMS.values()))
    elif key == "upssecondsonbattery":
        yield None if number is None else Reading(q.UPS_ON_BATTERY, float(number > 0))
    elif key in _ENUMERATIONS:
        quantity, no, yes = _ENUMERATIONS[key]
        yield Reading(quantity, float(number in yes)) if number in no or number in yes else None
    elif key in _UPS:
        quantity, unit, scale, place = _UPS[key]
        # A number that means "not fitted" means it before it is scaled.
        fitted = measured(q.ANALOG_INPUT, raw)
        where = "/".join(filter(None, (place, channel)))
        yield measured(quantity, round(fitted.value * scale, 3), where, unit) if fitted else None
    else:
        yield named("/".join(filter(None, (channel, name))), raw)


SOURCE = Source(topics=("telegraf/+/+", "telegraf/+"), parse=parse)
