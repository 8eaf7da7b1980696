"""Dragino LHT65N-VIB, vibrations, how long a machine ran, and temperature and humidity."""

from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import DATA_PORT, STATUS_PORT, battery, climate, status
from telemetry.errors import DecodeError
from telemetry.quantity import (
    ACCELERATION,
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    MOTION_COUNT,
    OPERATING_TIME,
    RELATIVE_HUMIDITY,
    THRESHOLD_ALARM,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_PEAK_PORT = 9
_GRAVITY = 9.80665
"""Metres per second squared, standard."""

_FRAME = Struct(">HB8s")
_RECORD = Struct(">xx4sBI")
_PEAK = Struct(">Hhhh")
_CLIMATE = Struct(">hH")

_ALARM = 0x01

# Where the time of a record begins a frame has the first byte of some minutes or of a temperature.
_TIME_BYTE, _TIMES = 7, range(0x50, 0xF0)


def _count(value: bytes) -> list[Reading]:
    return [Reading(MOTION_COUNT, float(int.from_bytes(value, "big")))]


def _running(value: bytes) -> list[Reading]:
    """How long it vibrated in all, in minutes."""
    return [Reading(OPERATING_TIME, int.from_bytes(value, "big") / 60)]


def _climate(value: bytes) -> list[Reading]:
    return list(climate(*_CLIMATE.unpack(value)))


_MODES = {1: (_count, _running), 2: (_count, _climate), 3: (_climate, _running)}
"""What the two values of a frame are."""

_STORED = {1: _running, 2: _climate, 3: _climate}
"""What the second value of a record is; the first is cut to the lower half of a count, and not kept."""


def _live(payload: bytes) -> list[Reading]:
    word, flags, values = _FRAME.unpack(payload)
    mode = flags >> 2 & 7
    if mode not in _MODES:
        raise DecodeError(f"unknown mode {mode}")
    first, second = _MODES[mode]
    return [
        battery(word),
        Reading(THRESHOLD_ALARM, float(flags & _ALARM)),
        *first(values[:4]),
        *second(values[4:]),
    ]


def _log(payload: bytes) -> list[Reading]:
    if len(payload) % _RECORD.size:
        raise DecodeError(f"{len(payload)} bytes are no record of {_RECORD.size}")
    readings = []
    for value, flags, seconds in _RECORD.iter_unpack(payload):
        mode = flags >> 2 & 3
        if mode not in _STORED:
            raise DecodeError(f"unknown mode {mode} of a stored record")
        time = datetime.fromtimestamp(seconds, UTC)
        readings += [reading._replace(time=time) for reading in _STORED[mode](value)]
    return readings


def _peak(payload: bytes) -> list[Reading]:
    word, *thousandths = _PEAK.unpack(payload)
    peaks = zip(("x_max", "y_max", "z_max"), thousandths, strict=True)
    return [battery(word), *(Reading(ACCELERATION, raw * _GRAVITY / 1000, axis) for axis, raw in peaks)]


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data, log, peak or status frame; records come on the port of the data."""
    payload = uplink.payload
    if uplink.f_port == STATUS_PORT:
        return status(payload)
    if uplink.f_port == _PEAK_PORT:
        return _peak(payload)
    if len(payload) > _FRAME.size or payload[_TIME_BYTE] in _TIMES:
        return _log(payload)
    return _live(payload)


DECODER = Decoder(
    vendor="Dragino",
    models=("LHT65N-VIB",),
    spec="LHT65N-VIB user manual, Uplink payload",
    f_ports=frozenset({DATA_PORT, STATUS_PORT, _PEAK_PORT}),
    emits=frozenset(
        {
            ACCELERATION,
            AIR_TEMPERATURE,
            BATTERY_VOLTAGE,
            MOTION_COUNT,
            OPERATING_TIME,
            RELATIVE_HUMIDITY,
            THRESHOLD_ALARM,
        }
    ),
    decode=decode,
    aliases=("dragino/lht65n-vib",),
)
