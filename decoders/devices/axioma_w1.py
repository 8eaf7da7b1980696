"""Axioma Qalcosonic W1, an ultrasonic water meter that sends its hourly log."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    DEVICE_FAULT,
    FREEZE_ALARM,
    LOW_BATTERY,
    METER_DRY,
    WATER_BACKFLOW,
    WATER_BURST,
    WATER_LEAK,
    WATER_VOLUME,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_DATA_PORT, _SETTINGS_PORT, _ALARM_PORT = 100, 101, 103

# Time, status, litres now, time and litres of the first log entry; then litres of each hour.
_HOURLY = Struct("<IBIII")
# Version, time, status, litres of the first log entry; then 23 hours of 14 bits each, and a multiplier.
_ENHANCED = Struct("<BIBI")
_ENHANCED_SIZE = 51
_ALARM = Struct("<IB")

_PADDING = b"\x2f"
_HOUR = timedelta(hours=1)

_LOW_BATTERY, _PERMANENT_ERROR = 0x04, 0x08
_TEMPORARY = {0x10: METER_DRY, 0x30: WATER_LEAK, 0x70: WATER_BACKFLOW, 0x90: FREEZE_ALARM, 0xB0: WATER_BURST}
"""What the upper half of the status byte says; only one can stand there at a time."""


def _states(status: int, time: datetime) -> Iterator[Reading]:
    """All states, the false ones too, so that an alarm is seen to end."""
    yield Reading(LOW_BATTERY, float(status & _LOW_BATTERY != 0), time=time)
    yield Reading(DEVICE_FAULT, float(status & _PERMANENT_ERROR != 0), time=time)
    for code, quantity in _TEMPORARY.items():
        yield Reading(quantity, float(status & 0xF0 == code), time=time)


def _volume(litres: int, time: datetime) -> Reading:
    return Reading(WATER_VOLUME, litres / 1000, time=time)


def _hourly(payload: bytes) -> list[Reading]:
    """The index now and at each full hour before.

    The log belongs to full hours, whatever minute its time states. A frame that contradicts itself (a log
    that ends after the present, an index below the sum of its parts) was damaged and is refused whole.
    """
    seconds, status, litres, log_seconds, log_litres = _HOURLY.unpack_from(payload)
    hours = payload[_HOURLY.size :]
    if len(hours) % 2:
        hours = hours.removesuffix(_PADDING)
    indexes = list(accumulate((hour for (hour,) in Struct("<H").iter_unpack(hours)), initial=log_litres))
    time = _instant(seconds)
    first = _instant(log_seconds - log_seconds % 3600)
    if first + _HOUR * (len(indexes) - 1) > time or indexes[-1] > litres:
        raise DecodeError("the log contradicts the present time or index; the frame is damaged")
    logged = [_volume(index, first + _HOUR * n) for n, index in enumerate(indexes)]
    return [*_states(status, time), *(r for r in logged if r.time != time), _volume(litres, time)]


def _enhanced(payload: bytes) -> list[Reading]:
    """The index now, which is that of the log's first entry and all its hours; their times are not stated."""
    version, seconds, status, log_litres = _ENHANCED.unpack_from(payload)
    bits = int.from_bytes(payload[_ENHANCED.size :], "little")
    if version != 1 or bits >> 23 * 14 & 0x3F:
        raise DecodeError("an enhanced frame of unknown version or multiplier")
    litres = log_litres + sum(bits >> 14 * n & 0x3FFF for n in range(23))
    time = _instant(seconds)
    return [*_states(status, time), _volume(litres, time)]


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data, settings or alarm frame."""
    payload = uplink.payload
    if uplink.f_port == _SETTINGS_PORT:
        return []
    if uplink.f_port == _ALARM_PORT:
        seconds, status = _ALARM.unpack(payload)
        return list(_states(status, _instant(seconds)))
    return _enhanced(payload) if len(payload) == _ENHANCED_SIZE else _hourly(payload)


DECODER = Decoder(
    vendor="Axioma",
    models=("Qalcosonic W1", "W1"),
    spec="Axioma LoRa payload W1 V01.7 (Extended) and V01.8 (Enhanced)",
    f_ports=frozenset({_DATA_PORT, _SETTINGS_PORT, _ALARM_PORT}),
    emits=frozenset({DEVICE_FAULT, LOW_BATTERY, WATER_VOLUME, *_TEMPORARY.values()}),
    decode=decode,
    aliases=("axioma/w1", "axioma/qalcosonic", "axioma/qalcosonic-w1"),
)
