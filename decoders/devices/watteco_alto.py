"""Watteco Alt'O, a tilt and distance sensor for poles and structures."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number
from telemetry.quantity import ACCELERATION, ANALOG_INPUT, BATTERY_VOLTAGE, DEVICE_TEMPERATURE, DISTANCE, TILT

_SHOCK = Value(ACCELERATION, 1000, factor=9.80665)
"""Thousandths of standard gravity."""

_MAGNITUDE = Value(ANALOG_INPUT, channel="magnitude")

_TABLE = {
    **POWER,
    (0x000C, 0x0055): number("f", Value(TILT), Value(DISTANCE)),
    (0x0402, 0x0000): number("h", Value(DEVICE_TEMPERATURE, 100)),
    (0x800E, 0x0000): number("H", _SHOCK, _MAGNITUDE),
}

_BATCH = Batch(
    3,
    {
        0: Series("H", 1, _SHOCK),
        1: Series("f", 0.1, Value(TILT)),
        2: Series("f", 0.001, Value(DISTANCE)),
        3: Series("H", 1, _MAGNITUDE),
        4: Series("H", 0.1, Value(BATTERY_VOLTAGE, 1000)),
        5: Series("h", 0.1, Value(DEVICE_TEMPERATURE, 100)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Alt'O",),
    spec="Watteco driver alto_v1.1 (batches, endpoints)",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "watteco/alto_v1.0",
        "watteco/alto_v1.1",
    ),
)
