"""Dragino CPL03-LB, a logger of three contacts that count pulses, or of one as the CPL01 does."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT, logged
from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_VOLTAGE, DIGITAL_INPUT, PULSE_COUNT, PULSES, THRESHOLD_ALARM, Quantity
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_OPEN, _ALARM, _THREE, _OF_PERIOD = 0x01, 0x02, 0x08, 0x20
_COUNTS_PORT, _CONTACTS_PORT = 6, 7

_COUNTS = Struct(">B3s3s3s")
_PINS = ("pa8", "pa4", "pb15")


def _counted(flags: int) -> Quantity:
    """What the pulses are: all so far, or those since the last frame."""
    return PULSES if flags & _OF_PERIOD else PULSE_COUNT


def _one(raws: tuple[int, ...]) -> list[Reading]:
    """The record of one contact: flags, then three bytes of pulses; how long it was open is not kept."""
    flags, pulses, pulses_low = raws
    if flags & _THREE:
        raise DecodeError("a stored record of three contacts says of none which one it is")
    return [
        Reading(DIGITAL_INPUT, float(not flags & _OPEN), "pa8"),
        Reading(THRESHOLD_ALARM, float(flags & _ALARM != 0)),
        Reading(_counted(flags), float(pulses << 16 | pulses_low), "pa8"),
    ]


_logged = logged("BBHxxx", _one)


def _three(payload: bytes) -> list[Reading]:
    """The pulses of all three; which of them changed fast may follow."""
    flags, *counts = _COUNTS.unpack_from(payload)
    quantity = _counted(flags)
    return [
        Reading(quantity, float(int.from_bytes(count, "big")), pin) for pin, count in zip(_PINS, counts, strict=True)
    ]


def _contacts(payload: bytes) -> list[Reading]:
    """Two bits for each contact, from the lowest: whether it is closed, and whether it sent the frame."""
    (states,) = payload
    return [Reading(DIGITAL_INPUT, float(states >> 2 * n & 1), pin) for n, pin in enumerate(_PINS)]


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data, log, contact or status frame; a frame of settings states nothing."""
    payload = uplink.payload
    if uplink.f_port == _CONTACTS_PORT and len(payload) == 1:
        return _contacts(payload)
    if uplink.f_port == _COUNTS_PORT and len(payload) == _COUNTS.size:
        return _three(payload)
    if uplink.f_port == DATA_PORT and payload[0] & _THREE and len(payload) == _COUNTS.size + 1:
        return _three(payload)
    return _logged(uplink)


DECODER = Decoder(
    vendor="Dragino",
    models=("CPL03-LB", "CPL03-LS", "CPL03"),
    spec="CPL03-LB user manual, Uplink payload",
    f_ports=frozenset({DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT, _COUNTS_PORT, _CONTACTS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, DIGITAL_INPUT, PULSES, PULSE_COUNT, THRESHOLD_ALARM}),
    decode=decode,
    aliases=("dragino/cpl03-lb", "dragino/cpl03"),
)
