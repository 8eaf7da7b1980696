"""Watteco In'O, ten inputs and four outputs."""

from decoders.contract import Decoder
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number, pins
from telemetry.quantity import DIGITAL_INPUT, DIGITAL_OUTPUT, PULSE_COUNT

_TABLE = {
    **POWER,
    (0x0006, 0x0000): number("B", Value(DIGITAL_OUTPUT)),
    (0x000F, 0x0055): number("B", Value(DIGITAL_INPUT)),
    (0x000F, 0x0402): number("I", Value(PULSE_COUNT)),
    (0x8005, 0x0000): pins(DIGITAL_INPUT, 10),
}

DECODER = Decoder(
    vendor="Watteco",
    models=("In'O",),
    spec="Watteco support site, Application layer description; In'O sensor",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    f_ports=frozenset({125}),
    aliases=(
        "nke-watteco/ino-sensor",
        "watteco/ino_v1.0",
        "watteco/ino_v1.1",
    ),
)
