"""Watteco THr, the first room sensor, with a solar panel and a rechargeable battery."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import HUMIDITY, POWER, TEMPERATURE, decoder, emits, number
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, ILLUMINANCE, RELATIVE_HUMIDITY

_TABLE = {
    **POWER,
    **TEMPERATURE,
    **HUMIDITY,
    (0x0400, 0x0000): number("H", Value(ILLUMINANCE)),
}

_BATCH = Batch(
    3,
    {
        0: Series("h", 10, Value(AIR_TEMPERATURE, 100)),
        1: Series("H", 100, Value(RELATIVE_HUMIDITY, 100)),
        2: Series("f", 10, Value(ILLUMINANCE)),
        3: Series("H", 100, Value(BATTERY_VOLTAGE, 1000)),
        4: Series("H", 100, Value(BATTERY_VOLTAGE, 1000, "rechargeable")),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("THr",),
    spec="Watteco, LoraEncoders, product 50-70-007 THr: its clusters and the parameters of its batches",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=("watteco/thr",),
)
