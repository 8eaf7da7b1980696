"""Milesight UC501 and UC502 of the first version, or of the second up to firmware 1.10: coarser analogue inputs."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import decoder, emits
from decoders.formats.milesight_uc50x import table

_TABLE = table(100)

DECODER = Decoder(
    vendor="Milesight",
    models=("UC50x v1",),
    spec="UC50x User Guide of the first version, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc50x-v1",),
)
