"""Watteco Toran'O, three pulse inputs, a 4-20 mA loop and four voltages, for ATEX zones."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number, pins
from telemetry.quantity import BATTERY_VOLTAGE, CURRENT_LOOP, DIGITAL_INPUT, PULSE_COUNT, VOLTAGE

_ANALOG = (
    Value(CURRENT_LOOP),
    Value(VOLTAGE),
    Value(VOLTAGE, channel="2"),
    Value(VOLTAGE, channel="ratiometric"),
    Value(VOLTAGE, channel="ratiometric_2"),
)

_TABLE = {
    **POWER,
    (0x000C, 0x0055): number("f", *_ANALOG),
    (0x000F, 0x0055): number("B", Value(DIGITAL_INPUT)),
    (0x000F, 0x0402): number("I", Value(PULSE_COUNT)),
    (0x8005, 0x0000): pins(DIGITAL_INPUT, 3),
}

_BATCH = Batch(
    4,
    {
        0: Series("I", 1, Value(PULSE_COUNT)),
        1: Series("I", 1, Value(PULSE_COUNT, channel="2")),
        2: Series("I", 1, Value(PULSE_COUNT, channel="3")),
        3: Series("?", 1, Value(DIGITAL_INPUT)),
        4: Series("?", 1, Value(DIGITAL_INPUT, channel="2")),
        5: Series("?", 1, Value(DIGITAL_INPUT, channel="3")),
        **{6 + n: Series("f", 1 if n else 0.004, value) for n, value in enumerate(_ANALOG)},
        11: Series("H", 100, Value(BATTERY_VOLTAGE, 1000)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Toran'O", "Toran'O ATEX"),
    spec="Watteco support site, Application layer description; Toran'O sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "watteco/torano-atex_v1.0",
        "watteco/torano-atex_v1.1",
        "watteco/torano_v1.0",
        "watteco/torano_v1.1",
    ),
)
