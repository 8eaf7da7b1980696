"""Arad Sonata and Octave water meters, and XTR modules: an index, its alarms, and how it grew.

A log states how much the index grew in each period; we give the index at the start of each. A period that the
meter marks as empty, overflown or unread ends the log: what was before it cannot be known.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from struct import Struct, iter_unpack

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    BATTERY_VOLTAGE,
    DEVICE_FAULT,
    FREEZE_ALARM,
    LOW_BATTERY,
    METER_DRY,
    TAMPER,
    THRESHOLD_ALARM,
    WATER_BACKFLOW,
    WATER_BURST,
    WATER_LEAK,
    WATER_VOLUME,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_DATA_LOG, _WALK_LOG, _BURST, _STANDARD = 0x06, 0x80, 0x9B, 0x9D

# Index, its unit, minutes since it was read, minutes of a period, alarms, millivolts, unit of the periods.
_DATA = Struct(">4xIBHHHHB")
# Time, index, unit, alarms, millivolts, litres of six hours, index of five weeks.
_WALK = Struct(">5xIIBHH12s20s")
# Alarms, more alarms, index, unit.
_ALARM = Struct(">2xHHIB")

# By bit.
_ALARMS = {
    0: Reading(TAMPER, 0),
    1: Reading(DEVICE_FAULT, 0, "cable"),
    2: Reading(WATER_BACKFLOW, 0),
    3: Reading(WATER_LEAK, 0),
    5: Reading(LOW_BATTERY, 0),
    7: Reading(DEVICE_FAULT, 0),
    8: Reading(FREEZE_ALARM, 0),
    9: Reading(TAMPER, 0, "tilt"),
    10: Reading(THRESHOLD_ALARM, 0, "flow"),
    11: Reading(WATER_BURST, 0),
    12: Reading(METER_DRY, 0),
    13: Reading(LOW_BATTERY, 0, "slave"),
    14: Reading(DEVICE_FAULT, 0, "slave"),
}
_MORE_ALARMS = {
    3: Reading(DEVICE_FAULT, 0, "hardware"),
    4: Reading(TAMPER, 0, "box"),
    5: Reading(DEVICE_FAULT, 0, "charging"),
    6: Reading(DEVICE_FAULT, 0, "power"),
    7: Reading(THRESHOLD_ALARM, 0, "pressure_low"),
    8: Reading(THRESHOLD_ALARM, 0, "pressure_high"),
}

_LITRES = 7
"""The unit of an index is ten to this power less: 7 is a litre, 6 a tenth of one."""

_NO_DELTA, _NO_INDEX = 0x8000, 0x8000_0000
"""Values from here on say why there is none."""


def _volume(raw: int, unit: int) -> float:
    """Cubic metres."""
    exponent = (unit & 0xF) - _LITRES - 3
    return raw * 10.0**exponent if exponent > 0 else raw / 10.0**-exponent


def _states(table: dict[int, Reading], bits: int) -> Iterator[Reading]:
    for bit, reading in table.items():
        yield reading._replace(value=float(bits >> bit & 1))


def _data_log(payload: bytes, received: datetime) -> Iterator[Reading]:
    raw, unit, age, period, alarms, millivolts, delta_unit = _DATA.unpack_from(payload)
    time = received - timedelta(minutes=age)
    yield Reading(BATTERY_VOLTAGE, millivolts / 1000)
    yield from _states(_ALARMS, alarms)
    index = _volume(raw, unit)
    yield Reading(WATER_VOLUME, index, time=time)
    deltas = [delta for (delta,) in iter_unpack(">H", payload[_DATA.size :])]
    if period:
        yield from _back(index, deltas, delta_unit, time - timedelta(minutes=period), timedelta(minutes=period))


def _walk_log(payload: bytes) -> Iterator[Reading]:
    seconds, raw, unit, alarms, millivolts, hours, weeks = _WALK.unpack(payload)
    time = datetime.fromtimestamp(seconds, UTC)
    yield Reading(BATTERY_VOLTAGE, millivolts / 1000)
    yield from _states(_ALARMS, alarms)
    index = _volume(raw, unit)
    yield Reading(WATER_VOLUME, index, time=time)
    hour = time.replace(minute=0, second=0)
    deltas = [delta for (delta,) in iter_unpack(">H", hours)]
    if hour != time:
        yield from _back(index, deltas, unit, hour, timedelta(hours=1))
    day = hour.replace(hour=0)
    for week, (raw,) in enumerate(iter_unpack(">I", weeks)):
        if raw < _NO_INDEX:
            yield Reading(WATER_VOLUME, _volume(raw, unit), "weekly", day - timedelta(weeks=week))


def _back(index: float, deltas: Iterable[int], unit: int, time: datetime, period: timedelta) -> Iterator[Reading]:
    """The index before each of `deltas`, the newest first, from `time` back."""
    for n, delta in enumerate(deltas):
        if delta >= _NO_DELTA:
            return
        index -= _volume(delta, unit)
        yield Reading(WATER_VOLUME, round(index, 9), time=time - n * period)


def _alarm(payload: bytes) -> Iterator[Reading]:
    alarms, more_alarms, raw, unit = _ALARM.unpack(payload)
    yield Reading(WATER_VOLUME, _volume(raw, unit))
    yield from _states(_ALARMS, alarms)
    yield from _states(_MORE_ALARMS, more_alarms)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a log, a report or an alarm."""
    payload = uplink.payload
    kind = payload[0]
    if kind == _DATA_LOG:
        return list(_data_log(payload, uplink.time))
    if kind == _WALK_LOG:
        return list(_walk_log(payload))
    if kind in {_BURST, _STANDARD}:
        return list(_alarm(payload))
    raise DecodeError(f"unknown message {kind:#04x}")


DECODER = Decoder(
    vendor="Arad",
    models=("Sonata", "Octave", "XTR", "Glatt"),
    spec="Arad LoRa/OMS message formats 06, 80, 9B and 9D",
    emits=frozenset(
        {BATTERY_VOLTAGE, WATER_VOLUME} | {alarm.quantity for alarm in (*_ALARMS.values(), *_MORE_ALARMS.values())}
    ),
    decode=decode,
    aliases=("arad/sonata", "arad/octave"),
)
