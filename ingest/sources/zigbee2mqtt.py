"""Zigbee2MQTT: `{base}/{name}`, `/{name}/availability` and `bridge/state`, under the base topic `zigbee2mqtt`.

A contact says true when it is *closed*; a battery's voltage is in millivolts and a plug's in volts; a value
that the device has not said yet is null; an empty message is a device removed. Names may have slashes.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.sources.body import document, from_epoch, instant, text
from ingest.sources.contract import Source
from ingest.sources.equipment import finite, measured, report, state
from telemetry import quantity as q
from telemetry.errors import ParseError
from telemetry.eui import parse_eui
from telemetry.quantity import Quantity
from telemetry.reading import Reading
from telemetry.record import JournalEntry
from telemetry.times import from_ms
from telemetry.uplink import Event, Report

_SOURCE = "zigbee2mqtt"
_BRIDGE = "bridge"
_IEEE = re.compile(r"0x([0-9a-fA-F]{16})")
_STATE = re.compile(r"state(?:_(.+))?")

_VALUES: Mapping[str, tuple[Quantity, str]] = {
    "temperature": (q.AIR_TEMPERATURE, "C"),
    "device_temperature": (q.DEVICE_TEMPERATURE, "C"),
    "soil_temperature": (q.SOIL_TEMPERATURE, "C"),
    "humidity": (q.RELATIVE_HUMIDITY, "%"),
    "soil_moisture": (q.SOIL_MOISTURE, "%"),
    "pressure": (q.ATMOSPHERIC_PRESSURE, "hPa"),
    "illuminance": (q.ILLUMINANCE, "lx"),
    "co2": (q.CO2, "ppm"),
    "pm25": (q.PM2_5, "ug/m3"),
    "pm10": (q.PM10, "ug/m3"),
    "occupancy": (q.MOTION, ""),
    "presence": (q.OCCUPANCY, ""),
    "water_leak": (q.WATER_LEAK, ""),
    "smoke": (q.SMOKE, ""),
    "gas": (q.GAS_ALARM, ""),
    "tamper": (q.TAMPER, ""),
    "vibration": (q.VIBRATION, ""),
    "sos": (q.SOS, ""),
    "battery_low": (q.LOW_BATTERY, ""),
    "battery": (q.BATTERY_LEVEL, "%"),
    "power": (q.ACTIVE_POWER, "W"),
    "current": (q.CURRENT, "A"),
    "energy": (q.ACTIVE_ENERGY, "kWh"),
    "produced_energy": (q.ACTIVE_ENERGY_EXPORTED, "kWh"),
    "ac_frequency": (q.FREQUENCY, "Hz"),
    "power_factor": (q.POWER_FACTOR, "1"),
}


def parse(entry: JournalEntry) -> tuple[Event, ...]:
    """Turn one message into a `Report`; commands, and the bridge's own business, give nothing."""
    base, _, name = entry.topic.partition("/")
    if base != "zigbee2mqtt" or not name:
        raise ParseError("not a topic of Zigbee2MQTT: zigbee2mqtt/{name}")
    if name.endswith(("/set", "/get")) or "/set/" in name or not entry.payload:
        return ()
    if name == f"{_BRIDGE}/state" or (name.endswith("/availability") and not name.startswith(f"{_BRIDGE}/")):
        device = name.removesuffix("/state" if name.startswith(f"{_BRIDGE}/") else "/availability")
        link = _availability(entry.payload)
        return (_named(device, report(_SOURCE, device, from_ms(entry.received_ms), [link], "online")),)
    if name.startswith(f"{_BRIDGE}/"):
        return ()
    message = document(entry.payload)
    seen = message.get("last_seen")
    time = from_epoch(seen / 1000) if isinstance(seen, int | float) else instant(seen, entry)
    return (_named(name, report(_SOURCE, name, time, list(_readings(message)), profile=_model(message))),)


def _availability(body: bytes) -> Reading | None:
    """`{"state": "online"}`, or the bare word of earlier versions."""
    return measured(q.LINK_UP, document(body).get("state") if body[:1] == b"{" else text(body))


def _named(name: str, found: Report) -> Report:
    """A device that is named by its IEEE address, as it is before anyone names it, has an EUI of its own."""
    match = _IEEE.fullmatch(name)
    return found._replace(dev_eui=parse_eui(match[1])) if match else found


def _model(message: dict[str, Any]) -> str:
    """The model, where the gateway is set to include it."""
    about = message.get("device")
    model = about.get("model") if isinstance(about, dict) else None
    return model if isinstance(model, str) else ""


def _readings(message: dict[str, Any]) -> Iterator[Reading | None]:
    for key, value in message.items():
        if key in _VALUES:
            quantity, unit = _VALUES[key]
            yield measured(quantity, value, unit=unit)
        elif key == "contact":
            closed = state(value)
            yield None if closed is None else Reading(q.DOOR_OPEN, 1.0 - closed)
        elif key == "voltage":
            yield _voltage(message)
        elif (match := _STATE.fullmatch(key)) and value in ("ON", "OFF"):
            yield measured(q.RELAY_CLOSED, value, match[1] or "main")


def _voltage(message: dict[str, Any]) -> Reading | None:
    """In millivolts of what has a battery, and of what measures no power and could not have kilovolts."""
    volts = finite(message.get("voltage"))
    if volts is None:
        return None
    on_battery = "battery" in message or (volts > 1000 and not {"power", "current", "energy"} & message.keys())
    return measured(q.BATTERY_VOLTAGE, volts, unit="mV") if on_battery else measured(q.VOLTAGE, volts)


SOURCE = Source(topics=("zigbee2mqtt/#",), parse=parse)
