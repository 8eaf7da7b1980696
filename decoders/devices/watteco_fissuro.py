"""Watteco Fissur'O, a crack and tilt sensor for buildings."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, DEVICE_TEMPERATURE, DISTANCE, TILT

_TABLE = {
    **POWER,
    (0x000C, 0x0055): number("f", Value(TILT), Value(DISTANCE)),
    (0x0402, 0x0000): number("h", Value(DEVICE_TEMPERATURE, 100), Value(AIR_TEMPERATURE, 100)),
}

_BATCH = Batch(
    2,
    {
        0: Series("f", 0.1, Value(TILT)),
        1: Series("f", 0.001, Value(DISTANCE)),
        2: Series("h", 10, Value(AIR_TEMPERATURE, 100)),
        3: Series("H", 20, Value(BATTERY_VOLTAGE, 1000)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Fissur'O",),
    spec="Watteco driver fissuro (batches, endpoints)",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "watteco/fissuro_v1.0",
        "watteco/fissuro_v1.1",
    ),
)
