"""Watteco Pulse Sens'O, three pulse inputs for water, gas or electricity meters; also for ATEX zones."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number, pins
from telemetry.quantity import BATTERY_VOLTAGE, DIGITAL_INPUT, PULSE_COUNT

_TABLE = {
    **POWER,
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
        6: Series("H", 100, Value(BATTERY_VOLTAGE, 1000)),
        7: Series("H", 1, None),  # the inputs' states again, packed
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Pulse Sens'O", "Pulse Sens'O ATEX", "Flash'O 3 Probes"),
    spec="Watteco support site, Application layer description; Pulse Sens'O sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "nke-watteco/pulse-senso-atex-zone-1",
        "nke-watteco/pulse-senso-sensor",
        "watteco/pulse-senso-atex_v1.0",
        "watteco/pulse-senso-atex_v1.1",
        "watteco/pulse-senso_v1.0",
        "watteco/pulse-senso_v1.1",
    ),
)
