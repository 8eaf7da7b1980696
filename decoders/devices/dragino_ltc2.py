"""Dragino LTC2, two PT100 probes."""

from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, battery, status
from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_VOLTAGE, PROBE_TEMPERATURE, RESISTANCE
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Battery, flags, two channels, time.
_FRAME = Struct(">HBhhI")
_POLLED = 0x40

# By the lower four bits of the flags: the quantity and the divisor.
_KINDS = {1: (PROBE_TEMPERATURE, 100), 2: (PROBE_TEMPERATURE, 10), 3: (RESISTANCE, 100)}
_NO_PROBE = 0x7FFF


def _record(payload: bytes) -> list[Reading]:
    _, flags, *channels, seconds = _FRAME.unpack(payload)
    if flags & 0x0F not in _KINDS:
        raise DecodeError(f"unknown kind {flags & 0x0F} of probe")
    quantity, divisor = _KINDS[flags & 0x0F]
    time = datetime.fromtimestamp(seconds, UTC)
    # A resistance has no sign.
    raws = [raw & 0xFFFF if quantity is RESISTANCE else raw for raw in channels]
    return [Reading(quantity, raw / divisor, str(n), time) for n, raw in enumerate(raws, 1) if raw != _NO_PROBE]


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data, log or status frame; in a log the battery's place means nothing."""
    payload = uplink.payload
    if uplink.f_port == STATUS_PORT:
        return status(payload)
    if not payload[2] & _POLLED:
        return [battery(payload[0] << 8 | payload[1]), *_record(payload)]
    if len(payload) % _FRAME.size:
        raise DecodeError(f"a log has records of {_FRAME.size} bytes, and {len(payload)} bytes were sent")
    starts = range(0, len(payload), _FRAME.size)
    return [reading for start in starts for reading in _record(payload[start : start + _FRAME.size])]


DECODER = Decoder(
    vendor="Dragino",
    models=("LTC2",),
    spec="LTC2 user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, PROBE_TEMPERATURE, RESISTANCE}),
    decode=decode,
    aliases=("dragino/ltc2", "dragino/ltc2-lb"),
)
