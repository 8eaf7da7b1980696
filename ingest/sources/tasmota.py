"""Tasmota: `tele/{device}/SENSOR`, `/STATE`, `/LWT`, and `stat/{device}/RESULT`.

`Time` is local and says no zone (unless SetOption52 is on): then our reception is the time. The temperature
and pressure units stand beside the values, and a DS18B20 that fails says -127 or 85.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.sources.body import document, instant, text
from ingest.sources.contract import Source
from ingest.sources.equipment import finite, measured, report
from telemetry import quantity as q
from telemetry.errors import ParseError
from telemetry.quantity import Quantity
from telemetry.reading import Reading
from telemetry.record import JournalEntry
from telemetry.times import from_ms
from telemetry.uplink import Event

_SOURCE = "tasmota"

_VALUES: Mapping[str, tuple[Quantity, str]] = {
    "Temperature": (q.AIR_TEMPERATURE, "TempUnit"),
    "DewPoint": (q.DEW_POINT, "TempUnit"),
    "Humidity": (q.RELATIVE_HUMIDITY, "%"),
    "Pressure": (q.ATMOSPHERIC_PRESSURE, "PressureUnit"),
    "Illuminance": (q.ILLUMINANCE, "lx"),
    "CarbonDioxide": (q.CO2, "ppm"),
    "PM1": (q.PM1, "ug/m3"),
    "PM2.5": (q.PM2_5, "ug/m3"),
    "PM10": (q.PM10, "ug/m3"),
    "Power": (q.ACTIVE_POWER, "W"),
    "ApparentPower": (q.APPARENT_POWER, "VA"),
    "ReactivePower": (q.REACTIVE_POWER, "var"),
    "Factor": (q.POWER_FACTOR, "1"),
    "Voltage": (q.VOLTAGE, "V"),
    "Current": (q.CURRENT, "A"),
    "Frequency": (q.FREQUENCY, "Hz"),
    "Total": (q.ACTIVE_ENERGY, "kWh"),
    "ExportActive": (q.ACTIVE_ENERGY_EXPORTED, "kWh"),
}
_UNITS = {"TempUnit": "C", "PressureUnit": "hPa"}
_MERCURY_HPA = {"inHg": 33.86389, "mmHg": 1.333224}
"""Columns of mercury, which the unit table does not have."""


def parse(entry: JournalEntry) -> tuple[Event, ...]:
    """Turn one message into a `Report`; one that states no value gives an empty report."""
    match entry.topic.split("/"):
        case [*_, "tele", device, "LWT"]:
            link = measured(q.LINK_UP, text(entry.payload))
            return (report(_SOURCE, device, from_ms(entry.received_ms), [link], "online"),)
        case [*_, "tele", device, "SENSOR"] | [*_, "stat", device, "STATUS10"]:
            message = document(entry.payload)
            status = message.get("StatusSNS", message)
            if not isinstance(status, dict):
                raise ParseError("StatusSNS is not an object")
            readings = list(_sensors(status))
        case [*_, "tele", device, "STATE"] | [*_, "stat", device, "RESULT"]:
            status = document(entry.payload)
            readings = list(_relays(status))
        case _:
            raise ParseError("not a topic of Tasmota: tele/{device}/SENSOR, STATE or LWT, stat/{device}/RESULT")
    return (report(_SOURCE, device, instant(status.get("Time"), entry), readings),)


def _sensors(status: dict[str, Any]) -> Iterator[Reading | None]:
    units = {key: status.get(key, usual) for key, usual in _UNITS.items()}
    for name, values in status.items():
        if isinstance(values, dict):
            yield from _sensor(name, values, units)
        elif name.startswith("Switch"):
            yield measured(q.DIGITAL_INPUT, values, name)


def _sensor(name: str, values: dict[str, Any], units: Mapping[str, Any]) -> Iterator[Reading | None]:
    for key, value in values.items():
        if key not in _VALUES:
            continue
        quantity, unit = _VALUES[key]
        written = str(units.get(unit, unit))
        # A three-phase meter writes a list.
        for number, one in enumerate(value if isinstance(value, list) else [value], start=1):
            channel = f"{name}/L{number}" if isinstance(value, list) else name
            height = finite(one) if written in _MERCURY_HPA else None
            if height is None:
                yield measured(quantity, one, channel, written)
            else:
                yield measured(quantity, round(height * _MERCURY_HPA[written], 2), channel, "hPa")


def _relays(status: dict[str, Any]) -> Iterator[Reading | None]:
    for name, value in status.items():
        if name.startswith("POWER") and (not name[5:] or name[5:].isdecimal()):
            yield measured(q.RELAY_CLOSED, value, name[5:] or "1")


_TOPICS = ("tele/+/SENSOR", "tele/+/STATE", "tele/+/LWT", "stat/+/RESULT", "stat/+/STATUS10")
SOURCE = Source(topics=_TOPICS, parse=parse)
