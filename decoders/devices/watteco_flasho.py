"""Watteco Flash'O, an optical reader of meters that flash or turn."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number
from telemetry.quantity import BATTERY_VOLTAGE, DIGITAL_INPUT, PULSE_COUNT

_TABLE = {
    **POWER,
    (0x000F, 0x0055): number("B", Value(DIGITAL_INPUT)),
    (0x000F, 0x0402): number("I", Value(PULSE_COUNT)),
}

_BATCH = Batch(
    1,
    {
        0: Series("I", 1, Value(PULSE_COUNT)),
        1: Series("H", 100, Value(BATTERY_VOLTAGE, 1000)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Flash'O", "S0"),
    spec="Watteco support site, Application layer description; Flash'O sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "nke-watteco/flasho-sensor",
        "watteco/flasho_v1.0",
        "watteco/flasho_v1.1",
    ),
)
