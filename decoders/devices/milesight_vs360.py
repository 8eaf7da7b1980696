"""Milesight VS360, a light barrier of two devices that counts people who pass."""

from decoders.contract import Decoder
from decoders.formats.milesight_passages import PASSAGES
from decoders.formats.milesight_tlv import Entry, Value, decoder, emits, number
from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_LEVEL, DEVICE_FAULT
from telemetry.reading import Reading

_FAULTS = ("counting", "node", "alignment")


def _add_event(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add a fault that began or ended: counting, a node that does not answer, devices that do not face each other."""
    kind, status = payload[offset], payload[offset + 1]
    if kind >= len(_FAULTS) or status > 1:
        raise DecodeError(f"unknown event {kind} with status {status}")
    readings.append(Reading(DEVICE_FAULT, float(status), _FAULTS[kind]))
    return offset + 2


_TABLE = {
    **PASSAGES,
    0x0175: number("B", Value(BATTERY_LEVEL, missing=(0xFF,))),
    0x0275: number("B", Value(BATTERY_LEVEL, channel="node", missing=(0xFF,))),
    0x03F4: Entry(_add_event, frozenset({DEVICE_FAULT})),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("VS360",),
    spec="VS360 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/vs360",),
)
