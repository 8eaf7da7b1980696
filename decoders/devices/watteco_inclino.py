"""Watteco Inclin'O, an inclination, movement and shock sensor."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number
from telemetry.quantity import ACCELERATION, MOTION, TILT

_SHOCK = Value(ACCELERATION, 1000, factor=9.80665)
"""Thousandths of standard gravity."""

_TABLE = {
    **POWER,
    (0x000C, 0x0055): number("f", Value(TILT)),
    (0x0406, 0x0000): number("B", Value(MOTION)),
    (0x800E, 0x0000): number("H", _SHOCK),
}

_BATCH = Batch(3, {0: Series("H", 1, _SHOCK), 1: Series("f", 0.1, Value(TILT))})

DECODER = Decoder(
    vendor="Watteco",
    models=("Inclin'O",),
    spec="Watteco support site, Application layer description; Inclin'O sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "watteco/inclino_v1.0",
        "watteco/inclino_v1.1",
    ),
)
