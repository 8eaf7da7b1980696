"""Watteco Monit'O, a reader of a 0-100 mV and a 0-70 V line."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number
from telemetry.quantity import BATTERY_VOLTAGE, VOLTAGE

_TABLE = {**POWER, (0x000C, 0x0055): number("f", Value(VOLTAGE, 1000), Value(VOLTAGE, channel="2"))}

_BATCH = Batch(
    3,
    {
        0: Series("f", 0.02, Value(VOLTAGE, 1000)),
        1: Series("f", 17, Value(VOLTAGE, channel="2")),
        2: Series("H", 100, Value(BATTERY_VOLTAGE, 1000)),
        3: Series("H", 100, Value(VOLTAGE, 1000, "external")),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Monit'O",),
    spec="Watteco support site, Application layer description; Monit'O sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "watteco/monito_v1.0",
        "watteco/monito_v1.1",
    ),
)
