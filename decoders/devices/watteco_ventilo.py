"""Watteco Ventil'O, a differential pressure sensor for ventilation ducts."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, TEMPERATURE, decoder, emits, number
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, DIFFERENTIAL_PRESSURE, DIGITAL_INPUT, PULSE_COUNT

_PRESSURE = Value(DIFFERENTIAL_PRESSURE)
_MEAN, _LEAST, _GREATEST = (_PRESSURE._replace(channel=channel) for channel in ("mean", "min", "max"))
"""Since the last report."""

_TABLE = {
    **POWER,
    **TEMPERATURE,
    (0x000F, 0x0055): number("B", Value(DIGITAL_INPUT)),
    (0x000F, 0x0402): number("I", Value(PULSE_COUNT)),
    (0x8008, 0x0000): number("h", _PRESSURE),
    (0x8008, 0x0100): number("h", _MEAN),
    (0x8008, 0x0101): number("h", _LEAST),
    (0x8008, 0x0102): number("h", _GREATEST),
}

_BATCH = Batch(
    3,
    {
        0: Series("h", 1, _MEAN),
        1: Series("h", 1, _LEAST),
        2: Series("h", 1, _GREATEST),
        3: Series("H", 1, Value(BATTERY_VOLTAGE, 1000)),
        4: Series("h", 10, Value(AIR_TEMPERATURE, 100)),
        5: Series("h", 1, _PRESSURE),
        6: Series("I", 1, Value(PULSE_COUNT)),
        7: Series("?", 1, Value(DIGITAL_INPUT)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Ventil'O",),
    spec="Watteco support site, Application layer description; Ventil'O sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "watteco/ventilo_v1.0",
        "watteco/ventilo_v1.1",
    ),
)
