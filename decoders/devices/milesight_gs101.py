"""Milesight GS101, a detector of methane that closes a valve."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import decoder, emits, skip, state
from telemetry.quantity import GAS_ALARM, RELAY_CLOSED, VALVE_OPEN

_TABLE = {
    0x058E: state(GAS_ALARM),
    0x0601: state(VALVE_OPEN),
    0x0701: state(RELAY_CLOSED),
    0xFF3F: skip(1),  # power and the state of the cell
    0xFF7D: skip(4),  # how long the cell will last
}

DECODER = Decoder(
    vendor="Milesight",
    models=("GS101",),
    spec="GS101 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    unverified="no frame or document at hand confirms this layout",
    aliases=("milesight-iot/gs101",),
)
