"""ATIM ACW-THAQ, ACW-TMxP, ACW-TCR and the other new-generation sensors of temperature, humidity and air."""

from decoders.contract import Decoder
from decoders.formats.atim import EMITS, decode

DECODER = Decoder(
    vendor="ATIM",
    models=("ACW-THAQ", "ACW-TH", "ACW-THX", "ACW-TM0P", "ACW-TM1P", "ACW-TM1P-CRYO", "ACW-TM2P", "ACW-TCR"),
    spec="ACW-THAQ user guide V1.7, uplink frames format",
    emits=EMITS,
    decode=decode,
    aliases=("atim/codec", "atim/acw-thaq", "atim/acw-tmxp"),
)
