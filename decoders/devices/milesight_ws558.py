"""Milesight WS558, a light controller of eight switches with a meter."""

from decoders.contract import Decoder
from decoders.formats.milesight_power import METER, switches
from decoders.formats.milesight_tlv import decoder, emits

# The first byte says which of the switches just changed.
_TABLE = {**METER, 0x0831: switches(8, skipped=1)}

DECODER = Decoder(
    vendor="Milesight",
    models=("WS558",),
    spec="WS558 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ws558",),
)
