"""Watteco TIC'O, a reader of the customer output (TIC) of French electricity meters."""

from decoders.contract import Decoder
from decoders.formats.watteco_tic import TIC
from decoders.formats.watteco_zcl import METERING, POWER, decoder, emits

_TABLE = {**POWER, **METERING, **TIC}

DECODER = Decoder(
    vendor="Watteco",
    models=("TIC'O", "TICs'O"),
    spec="Watteco support site, Application layer description; TIC sensors",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    f_ports=frozenset({125}),
    aliases=(
        "watteco/ticso_v1.0",
        "watteco/ticso_v1.1",
    ),
)
