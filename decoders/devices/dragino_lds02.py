"""Dragino LDS01, LDS02 and LWL01 door contacts, and the LWL02 water leak sensor."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import battery
from telemetry.errors import DecodeError
from telemetry.quantity import (
    BATTERY_VOLTAGE,
    DOOR_OPEN,
    DOOR_OPEN_COUNT,
    DOOR_OPEN_DURATION,
    LEAK_COUNT,
    LEAK_DURATION,
    THRESHOLD_ALARM,
    WATER_LEAK,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# First word, mode, count (3 bytes), minutes (3 bytes), alarm.
_FRAME = Struct(">HB3s3sB")


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame: state, how often it changed so far, and how many minutes it last lasted.

    Bit 15 of the first word is the door, bit 14 the leak; the mode says which of them is wired.
    """
    first, mode, count, minutes, alarm = _FRAME.unpack(uplink.payload)
    times = float(int.from_bytes(count, "big"))
    seconds = float(int.from_bytes(minutes, "big") * 60)
    door, leak = Reading(DOOR_OPEN, float(first >> 15)), Reading(WATER_LEAK, float(first >> 14 & 1))
    alarmed = Reading(THRESHOLD_ALARM, float(alarm & 1))
    match mode:
        case 1:
            counted = [Reading(DOOR_OPEN_COUNT, times), Reading(DOOR_OPEN_DURATION, seconds)]
            return [battery(first), door, *counted, alarmed]
        case 2:
            counted = [Reading(LEAK_COUNT, times), Reading(LEAK_DURATION, seconds)]
            return [battery(first), leak, *counted, alarmed]
        case 3:
            return [battery(first), door, leak, alarmed]
        case _:
            raise DecodeError(f"unknown mode {mode}; expected 1 (door), 2 (leak) or 3 (both)")


DECODER = Decoder(
    vendor="Dragino",
    models=("LDS02", "LDS01", "LWL01", "LWL02"),
    spec="LDS02 user manual, Uplink payload; LWL02 user manual, Uplink payload",
    f_ports=frozenset({10}),
    emits=frozenset(
        {
            BATTERY_VOLTAGE,
            DOOR_OPEN,
            DOOR_OPEN_COUNT,
            DOOR_OPEN_DURATION,
            LEAK_COUNT,
            LEAK_DURATION,
            THRESHOLD_ALARM,
            WATER_LEAK,
        }
    ),
    decode=decode,
    aliases=("dragino/lds02", "dragino/lds01", "dragino/lwl01", "dragino/lwl02"),
)
