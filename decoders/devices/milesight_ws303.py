"""Milesight WS303, a water leak detector."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, decoder, emits, state
from telemetry.quantity import WATER_LEAK

_TABLE = {
    0x0175: BATTERY,
    0x0300: state(WATER_LEAK),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("WS303",),
    spec="WS303 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ws303",),
)
