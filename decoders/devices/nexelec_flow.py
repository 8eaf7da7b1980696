"""Nexelec Flow Core and Flow Pro, radiator valves."""

from decoders.contract import Decoder
from decoders.formats.bits import Field, Flag
from decoders.formats.nexelec import Message, decoder, message, nothing, of_products, temperature
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    DEVICE_FAULT,
    DOOR_OPEN,
    LENGTH,
    LOW_BATTERY,
    TAMPER,
    TEMPERATURE_SETPOINT,
    VALVE_OPENING,
)

_MICROMETRES = 1_000_000
_SETPOINT = Field(26, 6, TEMPERATURE_SETPOINT, codes=1, divisor=2)
_CRITICAL = frozenset({3})


def _motor(offset: int, channel: str = "motor") -> Field:
    return Field(offset, 13, LENGTH, channel, codes=1, divisor=_MICROMETRES)


def _battery(offset: int, channel: str) -> Field:
    return Field(offset, 10, BATTERY_VOLTAGE, channel, divisor=200)


_MESSAGES: dict[int, Message] = {
    # The low half of the message byte is its version.
    0x10: message(
        9,
        temperature(16),
        _SETPOINT,
        temperature(34, "internal"),
        Flag(47, 1, DOOR_OPEN, "window"),
        _motor(49),
        Field(62, 7, VALVE_OPENING, codes=1),
    ),
    0x11: message(
        9,
        temperature(16),
        _SETPOINT,
        temperature(34, "internal"),
        _motor(47),
        Field(60, 7, VALVE_OPENING, codes=1),
        Flag(67, 4, DOOR_OPEN, "window", true=frozenset({7})),
    ),
    0x20: message(
        14,
        _battery(32, "1"),
        _battery(42, "2"),
        Flag(52, 2, LOW_BATTERY, true=frozenset({2, 3})),
        Flag(54, 1, DEVICE_FAULT),
        Flag(55, 2, TAMPER, true=frozenset({2})),
        _motor(60, "stroke"),
    ),
    0x30: message(
        9,
        Flag(40, 2, TAMPER, "probe", true=frozenset({2})),
        Flag(42, 1, DEVICE_FAULT, "probe"),
        Flag(43, 2, LOW_BATTERY, "probe", true=_CRITICAL),
        _battery(45, "probe"),
    ),
    **dict.fromkeys((0x40, 0x41, 0x42, 0x43, 0x50, 0x60, 0x70), nothing),
}

DECODER = Decoder(
    vendor="Nexelec",
    models=("Flow Core", "Flow Pro"),
    spec="FLOW CORE / FLOW PRO, frame decoding reference (technical guide D1183C)",
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            BATTERY_VOLTAGE,
            DEVICE_FAULT,
            DOOR_OPEN,
            LENGTH,
            LOW_BATTERY,
            TAMPER,
            TEMPERATURE_SETPOINT,
            VALVE_OPENING,
        }
    ),
    decode=decoder(of_products((0xD2, 0xD6), _MESSAGES)),
    aliases=("nexelec/flow",),
)
