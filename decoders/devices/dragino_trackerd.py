"""Dragino TrackerD, a GPS and Bluetooth tracker with climate."""

from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import battery, position
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, LATITUDE, LONGITUDE, MOTION, RELATIVE_HUMIDITY, SOS
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_PLACE = Struct(">iiHB")
_CLIMATE = Struct(">Hh")
_DATED = Struct(">iiH5B")
_WORD = Struct(">HB")

_ALARM, _MOVING = 0x4000, 0x10
_STATUS_SIZE = 9

# Where the alarm with the battery begins in the frames that hold beacons or access points.
_WORDS_AT = {6: 24, 7: 0, 8: 7}


def _alive(word: int) -> list[Reading]:
    return [battery(word), Reading(SOS, float(word & _ALARM != 0))]


def _dated(payload: bytes) -> list[Reading]:
    """A position with the time it was taken."""
    latitude, longitude, year, month, day, hour, minute, second = _DATED.unpack(payload)
    try:
        time = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise DecodeError(f"the position has no time: {error}") from error
    return [reading._replace(time=time) for reading in position(latitude, longitude)]


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame by its port: 2 and 3 a place, 4 a stored place, 5 status, 6 to 8 beacons and access points."""
    payload = uplink.payload
    match uplink.f_port:
        case 2 | 3:
            latitude, longitude, word, flags = _PLACE.unpack_from(payload)
            readings = position(latitude, longitude) + _alive(word)
            readings.append(Reading(MOTION, float(flags & _MOVING != 0)))
            if uplink.f_port == 2:
                humidity, temperature = _CLIMATE.unpack_from(payload, _PLACE.size)
                readings.append(Reading(RELATIVE_HUMIDITY, humidity / 10))
                readings.append(Reading(AIR_TEMPERATURE, temperature / 10))
            return readings
        case 4:
            return _dated(payload)
        case 5:
            if len(payload) != _STATUS_SIZE:
                raise DecodeError(f"a status frame has {_STATUS_SIZE} bytes, not {len(payload)}")
            return [Reading(BATTERY_VOLTAGE, (payload[5] << 8 | payload[6]) / 1000)]
        case port:
            word, _ = _WORD.unpack_from(payload, _WORDS_AT[port])
            return _alive(word)


DECODER = Decoder(
    vendor="Dragino",
    models=("TrackerD",),
    spec="TrackerD user manual, Uplink payload",
    f_ports=frozenset({2, 3, 4, 5, 6, 7, 8}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, LATITUDE, LONGITUDE, MOTION, RELATIVE_HUMIDITY, SOS}),
    decode=decode,
    aliases=("dragino/trackerd",),
)
