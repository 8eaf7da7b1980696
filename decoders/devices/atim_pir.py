"""ATIM ACW-PIR, motion detectors."""

from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_VOLTAGE, MOTION, MOTION_COUNT, TAMPER
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_KEEP_ALIVE, _TEST, _EVENT = 0x01, 0x05, 0x32
_COUNTED = 0x10
_STATES = {0x01: TAMPER, 0x08: MOTION}
_WORD = Struct(">H")
_COUNT_AT = 5


def decode(uplink: Uplink) -> list[Reading]:
    """Decode an event, a count or a keep-alive."""
    payload = uplink.payload
    if payload[0] == _TEST:
        return []
    if payload[0] == _KEEP_ALIVE:
        (millivolts,) = _WORD.unpack_from(payload, 1)
        return [Reading(BATTERY_VOLTAGE, millivolts / 1000)]
    if payload[0] != _EVENT:
        raise DecodeError(f"unknown frame {payload[0]:#04x}")
    if payload[1] == _COUNTED:
        (count,) = _WORD.unpack_from(payload, _COUNT_AT)
        return [Reading(MOTION_COUNT, float(count))]
    if payload[1] not in _STATES:
        raise DecodeError(f"unknown event {payload[1]:#04x}")
    return [Reading(_STATES[payload[1]], 1.0)]


DECODER = Decoder(
    vendor="ATIM",
    models=("ACW-PIR90-I", "ACW-PIR90-O", "ACW-PIR180-O", "ACW-PIR360"),
    spec="ATIM's codec for the ACW-PIR",
    emits=frozenset({BATTERY_VOLTAGE, MOTION, MOTION_COUNT, TAMPER}),
    decode=decode,
    aliases=("atim/codecpir",),
)
