"""Milesight WS202, motion and light."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, decoder, emits, state
from telemetry.quantity import DAYLIGHT, MOTION

_TABLE = {
    0x0175: BATTERY,
    0x0300: state(MOTION),
    0x0400: state(DAYLIGHT),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("WS202",),
    spec="WS202 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ws202",),
)
