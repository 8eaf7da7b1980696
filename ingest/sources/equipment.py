"""What the sources of equipment share: reports in its own name, and values judged before they are believed.

Equipment has no EUI; `telemetry.eui.equipment_eui` gives it one from its name, which stays the device's name.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from math import isfinite

from decoders.codec_js.rules import simplify, table, usual
from decoders.codec_js.units import convert
from telemetry import quantity as q
from telemetry.errors import ParseError
from telemetry.eui import equipment_eui
from telemetry.quantity import Kind, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import NetworkInfo, Notice, Report

_LONGEST_NAME = 200
_NOT_FITTED = frozenset({2**31 - 1, -(2**31), 2**32 - 1})
"""What SNMP and Modbus cards answer for a sensor that is not there: the ends of their integer types."""
_PROBE_ERRORS = frozenset({-127.0, 85.0})
"""°C of a DS18B20 that is disconnected, and of one that has not measured since power-on (data sheet, table 1)."""
_PROBES = frozenset({q.AIR_TEMPERATURE, q.WATER_TEMPERATURE, q.SOIL_TEMPERATURE})
_PHASE = re.compile(r"[ _.-]?(?:L|phase)[ _-]?[123]$", re.IGNORECASE)
_TRUE = frozenset({"1", "true", "on", "yes", "online", "active"})
_FALSE = frozenset({"0", "false", "off", "no", "offline", "inactive"})

# Names of datacenter and NRO equipment that sensors' codecs do not have; capitals and punctuation do not count.
_USUAL: Mapping[str, Quantity] = {
    name: quantity
    for quantity, names in {
        q.ACTIVE_POWER: "power activepower totalpower itpower",
        q.ACTIVE_ENERGY: "energy activeenergy totalenergy",
        q.FREQUENCY: "frequency",
        q.SUPPLY_TEMPERATURE: "supplytemperature supplyairtemperature supplytemp supplyairtemp",
        q.RETURN_TEMPERATURE: "returntemperature returnairtemperature returntemp returnairtemp",
        q.TEMPERATURE_SETPOINT: "setpoint",
        q.FAN_SPEED: "fanspeed fanspeedpercent",
        q.COMPRESSOR_RUNNING: "compressorrunning compressoron",
        q.COOLING_FAULT: "coolingfault coolingalarm",
        q.UPS_LOAD: "upsload outputload loadpercent",
        q.UPS_ON_BATTERY: "onbattery upsonbattery",
        q.MAINS_FAILURE: "mainsfailure mainsfail mainslost",
        q.RECTIFIER_FAULT: "rectifierfault rectifieralarm",
        q.DC_VOLTAGE: "dcvoltage busvoltage",
        q.FUEL_LEVEL: "fuellevel",
        q.GENSET_RUNNING: "gensetrunning generatorrunning",
        q.BREAKER_TRIPPED: "breakertripped",
        q.FIRE_ALARM: "firealarm",
        q.INTRUSION: "intrusion",
        q.BREAKER_LOAD: "breakerload phaseload",
        q.CURRENT_IMBALANCE: "currentimbalance phaseimbalance",
        q.RESIDUAL_CURRENT: "residualcurrent",
        q.GENSET_FAULT: "gensetfault generatorfault failtostart",
        q.GENSET_NOT_IN_AUTO: "gensetnotinauto generatornotinauto notinauto",
        q.TRANSFER_FAULT: "transferfault atsfault failedtransfer",
        q.FEED_ON_B: "feedonb onalternate onalternatesource",
        q.FAN_FAULT: "fanfault fanalarm",
        q.FILTER_CLOGGED: "filterclogged filteralarm",
        q.LOAD_DISCONNECTED: "loaddisconnected lvdopen alarmlvd1open",
        q.SURGE_PROTECTOR_FAULT: "surgeprotectorfault spdfault",
        q.LEAK_CABLE_FAULT: "leakcablefault cablebreak",
        q.FIRE_PREALARM: "fireprealarm prealarm",
        q.FIRE_PANEL_FAULT: "firepanelfault panelfault paneltrouble",
        q.FIRE_ZONE_DISABLED: "firezonedisabled zonedisabled",
        q.GAS_RELEASE: "gasrelease dischargepending dischargereleased",
        q.CYLINDER_PRESSURE_LOW: "cylinderpressurelow",
        q.SMOKE_OBSCURATION: "smokeobscuration obscuration",
        q.DOOR_FORCED: "doorforced forceddoor",
    }.items()
    for name in names.split()
}


def report(
    source: str,
    identity: str,
    time: datetime,
    readings: Iterable[Reading | None],
    kind: str = "report",
    *,
    historical: bool = False,
    profile: str = "",
) -> Report:
    """The readings of a piece of equipment, without those that are missing."""
    present = tuple([reading for reading in readings if reading is not None])
    network = NetworkInfo(_named(identity), profile)
    return Report(equipment_eui(source, identity), time, present, kind, historical, network)


def notice(source: str, identity: str, time: datetime, kind: str, detail: Mapping[str, object]) -> Notice:
    """Something that happened to a piece of equipment."""
    return Notice(equipment_eui(source, identity), time, kind, detail, NetworkInfo(_named(identity)))


def _named(identity: str) -> str:
    if not identity or "\0" in identity:
        raise ParseError("equipment without a name")
    return identity


def measured(
    quantity: Quantity, raw: object, channel: str = MAIN_CHANNEL, unit: str = "", time: datetime | None = None
) -> Reading | None:
    """The reading of a raw value in `unit` (default: the quantity's own), None when it is missing.

    Missing are null, texts that are no number, NaN, and the numbers by which equipment says "no sensor".
    """
    value = state(raw) if quantity.kind is Kind.STATE else _number(quantity, raw, unit)
    return None if value is None else Reading(quantity, value, _channel(channel), time)


def named(name: str, raw: object, unit: str = "", time: datetime | None = None) -> Reading | None:
    """The reading of a value whose name is all that is known of it; the name is its channel.

    A name that no table has gives a digital or an analogue input: nothing is lost, and a person can say
    later what it was. Texts are no measurement.
    """
    quantity, guessed = _meaning(name, unit)
    if quantity is not None:
        reading = measured(quantity, raw, name, unit or guessed, time)
        if reading is not None or quantity.kind is not Kind.STATE:
            return reading
    if isinstance(raw, bool):
        return Reading(q.DIGITAL_INPUT, float(raw), _channel(name), time)
    return None if isinstance(raw, str) else measured(q.ANALOG_INPUT, raw, name, time=time)


@lru_cache(maxsize=4096)
def _meaning(name: str, unit: str) -> tuple[Quantity | None, str]:
    """The quantity that the last level of a name means, and the unit that it has when none is stated."""
    last = _PHASE.sub("", name.rsplit("/", 1)[-1].rsplit(".", 1)[-1])
    stem, _, suffix = last.rpartition("_")
    stated = table()["suffixes"].get(suffix.lower(), "") if stem else ""
    if found := _USUAL.get(simplify(stem if stated else last)):
        known = convertible(unit or stated, found) and (unit or stated or found is not q.ACTIVE_ENERGY)
        return (found if known else None), stated  # Energy comes in Wh and in kWh, and seldom says so.
    meaning = usual("", last)
    # Several rules choose by the value: equipment, whose values wander, would change series with it.
    if len(quantities := {rule.quantity for rule in meaning.rules}) != 1:
        return None, ""
    assumed = meaning.unit or meaning.rules[0].unit
    quantity = quantities.pop()
    if quantity is None or not convertible(unit or assumed, quantity):
        return None, ""
    return quantity, assumed


def convertible(unit: str, quantity: Quantity) -> bool:
    """Whether values in a unit (empty for the quantity's own) can be brought into the quantity's."""
    return quantity.kind is Kind.STATE or convert(1.0, unit or quantity.unit, quantity.unit) is not None


def _number(quantity: Quantity, raw: object, unit: str) -> float | None:
    number = finite(raw)
    if number is None or number in _NOT_FITTED:
        return None
    value = convert(number, unit or quantity.unit, quantity.unit)
    return None if value in _PROBE_ERRORS and quantity in _PROBES else value


def finite(raw: object) -> float | None:
    """A number, also one written as a text; None for anything else."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    try:
        number = float(raw)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def state(raw: object) -> float | None:
    """1.0 or 0.0 of what means true or false, None of what means neither."""
    if isinstance(raw, str):
        word = raw.strip().lower()
        return 1.0 if word in _TRUE else 0.0 if word in _FALSE else None
    return float(raw) if isinstance(raw, int | float) and raw in (0, 1) else None


def _channel(name: str) -> str:
    """A name as every store takes it: printable, and of bounded length."""
    shown = name[:_LONGEST_NAME]
    if not shown.isprintable():
        shown = "".join(sign if sign.isprintable() else " " for sign in shown)
    return shown.strip() or MAIN_CHANNEL
