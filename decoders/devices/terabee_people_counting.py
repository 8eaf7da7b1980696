"""Terabee's people counters, each with data on a port of its own; the other ports carry answers to commands.

People Counting L and XL, People Counting M, and People Occupancy Counting, which counts by zone.
"""

from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import DEVICE_FAULT, PEOPLE_COUNT, PEOPLE_IN, PEOPLE_OUT
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_LARGE, _MEDIUM, _OCCUPANCY = 1, 82, 83
_COUNTS = Struct(">II")
_FLAGS_AT = _COUNTS.size
_ZONES = Struct(">BB8B")
_NO_ZONE = 0xFF
_STOPPED, _STUCK, _SEVERAL = 0x01, 0x02, 0x04

_COUNTS_PORT, _GET_COUNTS = 2, 2
_AREA_PORT, _POINT_BITS = 101, 13
_ACKNOWLEDGED = 0xFF
# The commands that each port answers, of all models.
_COMMANDS = {
    2: {1, _GET_COUNTS, 130},
    3: {1, 2},
    4: {*range(1, 7), 128, 138, 139},
    5: {1, 129},
    6: {1},
    7: {1},
    8: {1, 129},
    100: {*range(1, 6), *range(129, 134)},
    _AREA_PORT: {1, 2, 3, 129, 130, 131},
    102: {0},
}


def _counts(payload: bytes) -> list[Reading]:
    """Those who went in and out since the counter was set to zero."""
    people_in, people_out = _COUNTS.unpack_from(payload)
    return [Reading(PEOPLE_IN, float(people_in)), Reading(PEOPLE_OUT, float(people_out))]


def _fault(flags: int) -> Reading:
    return Reading(DEVICE_FAULT, float(flags & (_STOPPED | _STUCK) != 0))


def _zones(payload: bytes) -> list[Reading]:
    flags, everywhere, *zones = _ZONES.unpack(payload)
    present = ((n, people) for n, people in enumerate(zones) if people != _NO_ZONE)
    return [
        _fault(flags),
        Reading(PEOPLE_COUNT, float(everywhere)),
        *(Reading(PEOPLE_COUNT, float(people), f"zone_{n}") for n, people in present),
    ]


def _answer(port: int, payload: bytes) -> list[Reading]:
    """An answer begins with FF (done or not) or the number of the command; that of the area with its points."""
    acknowledged = payload[0] == _ACKNOWLEDGED
    command = payload[1] if acknowledged else payload[0]
    is_area = port == _AREA_PORT and len(payload) - 1 == -(-payload[0] * _POINT_BITS // 8)
    if not is_area and command not in _COMMANDS[port]:
        raise DecodeError(f"no answer to a known command: {command} on port {port}")
    if port == _COUNTS_PORT and command == _GET_COUNTS and not acknowledged:
        return _counts(payload[1:])
    return []


def decode(uplink: Uplink) -> list[Reading]:
    """Decode counts, zones, or an answer."""
    payload = uplink.payload
    if uplink.f_port == _LARGE:
        flags = payload[_FLAGS_AT]
        several = Reading(DEVICE_FAULT, float(flags & _SEVERAL != 0), "several_devices")
        return [*_counts(payload), _fault(flags), several]
    if uplink.f_port == _MEDIUM:
        return [*_counts(payload), _fault(payload[_FLAGS_AT])]
    if uplink.f_port == _OCCUPANCY:
        return _zones(payload)
    return _answer(uplink.f_port, payload)


DECODER = Decoder(
    vendor="Terabee",
    models=("People Counting L", "People Counting XL", "People Counting M", "People Occupancy Counting"),
    spec="Terabee's published codecs of People Counting L-XL, M and People Occupancy Counting",
    f_ports=frozenset({_LARGE, _MEDIUM, _OCCUPANCY, *_COMMANDS}),
    emits=frozenset({DEVICE_FAULT, PEOPLE_COUNT, PEOPLE_IN, PEOPLE_OUT}),
    decode=decode,
    aliases=(
        *("terabee/pc-l-xl", "terabee/lora-pc-l-xl", "terabee/people-flow-counting-l-xl"),
        *("terabee/tb-pcm", "terabee/people-flow-counting-m"),
        *("terabee/tb-poc", "terabee/people-occupancy-counting"),
    ),
)
