"""Dragino LHT65 and LHT65N, temperature and humidity with an external probe, and a data log."""

from collections.abc import Iterator
from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, battery, climate, hundredths, status
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    DIGITAL_INPUT,
    ILLUMINANCE,
    LOW_BATTERY,
    PULSE_COUNT,
    RELATIVE_HUMIDITY,
    VOLTAGE,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_DATA_PORT, _LOG_PORT = 2, 3

# First word, temperature, humidity, kind of external sensor, and its four bytes.
_FRAME = Struct(">HhHB4s")
# External value, temperature, humidity, kind, seconds of the Unix epoch.
_RECORD = Struct(">2shHBI")

_KIND = 0x0F
_POLLED = 0x40
_WITH_TIME = 9
_IDENTITY = 15


def _external(kind: int, value: bytes) -> Iterator[Reading]:
    """The external sensor's readings; `value` has four bytes, of which a log record keeps the first two."""
    word = int.from_bytes(value[:2], "big")
    temperature = int.from_bytes(value[:2], "big", signed=True)
    match kind:
        case 0:
            return
        case 1 | 2 | 9:
            yield from hundredths(temperature, AIR_TEMPERATURE, "probe")
        case 4:
            yield Reading(DIGITAL_INPUT, float(value[0] != 0))
        case 5:
            yield Reading(ILLUMINANCE, float(word))
        case 6:
            yield Reading(VOLTAGE, word / 1000, "input")
        case 7:
            yield Reading(PULSE_COUNT, float(word))
        case 8:
            yield Reading(PULSE_COUNT, float(int.from_bytes(value, "big")))
        case 11 if len(value) == 4:
            yield from climate(temperature, int.from_bytes(value[2:], "big"), "probe")
        case 11:
            yield from hundredths(temperature, AIR_TEMPERATURE, "probe")
        case _:
            raise DecodeError(f"external sensor of unknown kind {kind}")


def _live(payload: bytes) -> list[Reading]:
    """The values now.

    With kind 9, the probe takes the battery's place, and the time the probe's; with kind 15, the serial number
    of the probe stands where the values would.
    """
    first, temperature, humidity, flags, value = _FRAME.unpack_from(payload)
    if flags & _KIND == _IDENTITY:
        return [battery(first), *_low_battery(first)]
    if flags & _KIND == _WITH_TIME:
        time = datetime.fromtimestamp(int.from_bytes(value, "big"), UTC)
        readings = [*climate(temperature, humidity), *_external(_WITH_TIME, payload[:2])]
        return [reading._replace(time=time) for reading in readings] + _low_battery(humidity)
    return [
        battery(first),
        *_low_battery(first),
        *climate(temperature, humidity),
        *_external(flags & _KIND, value),
    ]


def _low_battery(word: int) -> list[Reading]:
    """The upper two bits grade the battery: 0 and 1 are low, 2 and 3 are good."""
    return [Reading(LOW_BATTERY, float(word >> 14 < 2))]


def _log(payload: bytes) -> list[Reading]:
    """Stored records with their times; a record of zeros says that nothing was stored."""
    readings = []
    if len(payload) % _RECORD.size:
        raise DecodeError(f"a log has records of {_RECORD.size} bytes, and {len(payload)} bytes were sent")
    for record in _RECORD.iter_unpack(payload):
        if any(record[1:]):
            value, temperature, humidity, flags, seconds = record
            time = datetime.fromtimestamp(seconds, UTC)
            stored = [*climate(temperature, humidity), *_stored_external(flags & _KIND, value)]
            readings += [reading._replace(time=time) for reading in stored]
    return readings


def _stored_external(kind: int, value: bytes) -> Iterator[Reading]:
    # Two bytes hold the lower half of a 32-bit count, which would be a counter that falls.
    return iter(()) if kind == 8 else _external(kind, value)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data, log or status frame."""
    payload = uplink.payload
    if uplink.f_port == STATUS_PORT:
        return status(payload)
    if uplink.f_port == _LOG_PORT or payload[6] & _POLLED:
        return _log(payload)
    return _live(payload)


DECODER = Decoder(
    vendor="Dragino",
    models=("LHT65N", "LHT65"),
    spec="LHT65N user manual, Uplink payload; LHT65 user manual, §2.6.4 Datalog uplink payload",
    f_ports=frozenset({_DATA_PORT, _LOG_PORT, STATUS_PORT}),
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            BATTERY_VOLTAGE,
            DIGITAL_INPUT,
            ILLUMINANCE,
            LOW_BATTERY,
            PULSE_COUNT,
            RELATIVE_HUMIDITY,
            VOLTAGE,
        }
    ),
    decode=decode,
    aliases=("dragino/lht65n", "dragino/lht65"),
)
