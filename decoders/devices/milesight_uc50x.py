"""Milesight UC500, UC501 and UC502, multi-interface controllers."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import decoder, emits
from decoders.formats.milesight_uc50x import table

_TABLE = table(1000)

DECODER = Decoder(
    vendor="Milesight",
    models=("UC501", "UC502", "UC500", "UC50x"),
    spec="UC50x User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc50x", "milesight-iot/uc500", "milesight-iot/uc501", "milesight-iot/uc502"),
)
