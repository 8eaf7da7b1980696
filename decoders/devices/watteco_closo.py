"""Watteco Clos'O, an opening sensor that also tells when its case is opened."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number
from telemetry.quantity import BATTERY_VOLTAGE, DOOR_OPEN, DOOR_OPEN_COUNT, TAMPER

_TABLE = {
    **POWER,
    (0x000F, 0x0055): number("B", Value(TAMPER), Value(DOOR_OPEN)),
    (0x000F, 0x0402): number("I", Value(DOOR_OPEN_COUNT)),
}

_BATCH = Batch(
    2,
    {
        0: Series("?", 1, Value(DOOR_OPEN)),
        1: Series("H", 100, Value(BATTERY_VOLTAGE, 1000)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Clos'O",),
    spec="Watteco support site, Application layer description; Clos'O sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "nke-watteco/closo-sensor",
        "watteco/closo_v1.0",
        "watteco/closo_v1.1",
    ),
)
