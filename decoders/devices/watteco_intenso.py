"""Watteco Intens'O, a current clamp."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number
from telemetry.quantity import BATTERY_VOLTAGE, CURRENT

_TABLE = {**POWER, (0x000C, 0x0055): number("f", Value(CURRENT))}

_BATCH = Batch(
    2,
    {
        0: Series("f", 0.1, Value(CURRENT)),
        1: Series("H", 100, Value(BATTERY_VOLTAGE, 1000)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Intens'O",),
    spec="Watteco support site, Application layer description; Intens'O sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "nke-watteco/intenso-sensor",
        "watteco/intenso_v1.0",
        "watteco/intenso_v1.1",
    ),
)
