"""Watteco Triphas'O, a three-phase meter with clamps."""

from decoders.contract import Decoder
from decoders.formats.watteco_value import Row, Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number, record
from telemetry.quantity import (
    ACTIVE_ENERGY,
    ACTIVE_ENERGY_EXPORTED,
    ACTIVE_POWER,
    CURRENT,
    DIGITAL_INPUT,
    PHASE_ANGLE,
    PULSE_COUNT,
    REACTIVE_ENERGY,
    REACTIVE_ENERGY_EXPORTED,
    REACTIVE_POWER,
    RELAY_CLOSED,
    VOLTAGE,
    Quantity,
)

_PHASES = ("a", "b", "c")


def _energies_and_powers(phase: str) -> Row:
    """What one phase, or `main` for all, has drawn and given back, and does now."""
    exported = "exported" if phase == "main" else f"{phase}_exported"
    return (
        Value(ACTIVE_ENERGY, channel=phase),
        Value(ACTIVE_ENERGY_EXPORTED, channel=phase),
        Value(REACTIVE_ENERGY, channel=phase),
        Value(REACTIVE_ENERGY_EXPORTED, channel=phase),
        Value(ACTIVE_POWER, channel=phase),
        Value(ACTIVE_POWER, channel=exported),
        Value(REACTIVE_POWER, channel=phase),
        Value(REACTIVE_POWER, channel=exported),
    )


def _line(phase: str) -> Row:
    """Voltage and current in tenths, and the angle between them."""
    return (Value(VOLTAGE, 10, phase), Value(CURRENT, 10, phase), Value(PHASE_ANGLE, channel=phase))


def _pairs(active: Quantity, reactive: Quantity) -> Row:
    return tuple(Value(quantity, channel=phase) for phase in (*_PHASES, "main") for quantity in (active, reactive))


_TABLE = {
    **POWER,
    (0x0006, 0x0000): number("B", Value(RELAY_CLOSED)),
    (0x000F, 0x0055): number("B", Value(DIGITAL_INPUT)),
    (0x000F, 0x0402): number("I", Value(PULSE_COUNT)),
    (0x800A, 0x0000): record("IIIIiiii", *map(_energies_and_powers, (*_PHASES, "main"))),
    (0x800B, 0x0000): record("HHh", *map(_line, _PHASES)),
    (0x800D, 0x0000): record("HHhHHhHHh", tuple(value for phase in _PHASES for value in _line(phase))),
    (0x8010, 0x0000): record("IIIIIIII", _pairs(ACTIVE_ENERGY, REACTIVE_ENERGY)),
    (0x8010, 0x0001): record("iiiiiiii", _pairs(ACTIVE_POWER, REACTIVE_POWER)),
}

DECODER = Decoder(
    vendor="Watteco",
    models=("Triphas'O",),
    spec="Watteco support site, Application layer description; Triphas'O sensor",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    f_ports=frozenset({125}),
    aliases=(
        "watteco/triphaso_v1.0",
        "watteco/triphaso_v1.1",
    ),
)
