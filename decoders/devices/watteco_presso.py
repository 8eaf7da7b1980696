"""Watteco Press'O and Lev'O, readers of a 4-20 mA and a 0-10 V sensor of pressure or level."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number
from telemetry.quantity import BATTERY_VOLTAGE, CURRENT_LOOP, DIGITAL_INPUT, PULSE_COUNT, VOLTAGE

_TABLE = {
    **POWER,
    (0x000C, 0x0055): number("f", Value(CURRENT_LOOP), Value(VOLTAGE)),
    (0x000F, 0x0055): number("B", Value(DIGITAL_INPUT)),
    (0x000F, 0x0402): number("I", Value(PULSE_COUNT)),
}

_BATCH = Batch(
    3,
    {
        0: Series("f", 0.004, Value(CURRENT_LOOP)),
        1: Series("f", 1, Value(VOLTAGE)),
        2: Series("H", 100, Value(BATTERY_VOLTAGE, 1000)),
        3: Series("H", 100, Value(VOLTAGE, 1000, "external")),
        4: Series("I", 1, Value(PULSE_COUNT)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Press'O", "Lev'O"),
    spec="Watteco support site, Application layer description; Press'O sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "nke-watteco/levo-plus-sensor",
        "nke-watteco/presso-sensor",
        "watteco/levo_v1.0",
        "watteco/levo_v1.1",
        "watteco/presso_v1.0",
        "watteco/presso_v1.1",
    ),
)
