"""Watteco's sensor of one PT1000 probe."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number
from telemetry.quantity import BATTERY_VOLTAGE, PROBE_TEMPERATURE

_TABLE = {**POWER, (0x0402, 0x0000): number("h", Value(PROBE_TEMPERATURE, 100))}

_BATCH = Batch(
    1,
    {
        0: Series("h", 10, Value(PROBE_TEMPERATURE, 100)),
        1: Series("H", 100, Value(BATTERY_VOLTAGE, 1000)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("PT1000",),
    spec="Watteco, Codec-API-LoRaWAN 1.1.1, device pt1000",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=("watteco/pt1000", "watteco/pt1000_v1.1"),
)
