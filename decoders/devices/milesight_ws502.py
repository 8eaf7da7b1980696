"""Milesight WS502, a wall switch with two buttons."""

from decoders.contract import Decoder
from decoders.formats.milesight_power import METER, switches
from decoders.formats.milesight_tlv import Table, decoder, emits, skip

# The older and the newer devices; the bits above the states say which of the switches just changed.
_TABLE: Table = {
    **METER,  # newer devices only
    **dict.fromkeys((0xFF29, 0x0829), switches(2)),
    0xFF2B: skip(1),  # the function key was pressed
}

DECODER = Decoder(
    vendor="Milesight",
    models=("WS502",),
    spec="WS50x User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ws502",),
)
