"""Milesight WS301, a magnet contact on a door."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, decoder, emits, state
from telemetry.quantity import DOOR_OPEN, TAMPER

_TABLE = {
    0x0175: BATTERY,
    0x0300: state(DOOR_OPEN),
    0x0400: state(TAMPER),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("WS301",),
    spec="WS301 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ws301",),
)
