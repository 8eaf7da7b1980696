"""Milesight WS302, sound level."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Entry, decoder, emits
from telemetry.errors import DecodeError
from telemetry.quantity import SOUND_LEVEL, SOUND_LEVEL_EQUIVALENT, SOUND_LEVEL_MAX
from telemetry.reading import Reading

_LEVELS = Struct("<Bhhh")
_WEIGHTINGS = {0: "Z", 1: "A", 2: "C", 3: "?"}


def _add_levels(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add the level now, its mean and its maximum, in tenths of a decibel.

    The two lowest bits of the first byte are the frequency weighting; levels that are not A-weighted are
    refused, because nothing could tell them from dB(A) later.
    """
    weighting, now, mean, high = _LEVELS.unpack_from(payload, offset)
    if weighting & 3 != 1:
        raise DecodeError(f"levels have weighting {_WEIGHTINGS[weighting & 3]}; set the sensor to weighting A")
    readings.append(Reading(SOUND_LEVEL, now / 10))
    readings.append(Reading(SOUND_LEVEL_EQUIVALENT, mean / 10))
    readings.append(Reading(SOUND_LEVEL_MAX, high / 10))
    return offset + _LEVELS.size


_TABLE = {
    0x0175: BATTERY,
    0x055B: Entry(_add_levels, frozenset({SOUND_LEVEL, SOUND_LEVEL_EQUIVALENT, SOUND_LEVEL_MAX})),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("WS302",),
    spec="WS302 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ws302",),
)
