"""Nexelec Vista Space, Feel, Move and Wave, rooms' air, light and presence."""

from collections.abc import Mapping

from decoders.contract import Decoder
from decoders.formats.bits import Field, Flag
from decoders.formats.nexelec import Message, decoder, humidity, log, message, nothing, of_products, temperature
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    BUTTON_PRESSED,
    CO2,
    DEVICE_FAULT,
    ILLUMINANCE,
    LOW_BATTERY,
    OCCUPANCY,
    OCCUPANCY_RATE,
    RELATIVE_HUMIDITY,
    TAMPER,
)

_FEEL, _MOVE, _WAVE, _SPACE = 0xD7, 0xD8, 0xD9, 0xDA


def _light(offset: int) -> Field:
    return Field(offset, 10, ILLUMINANCE, factor=5)


def _presence(button: int) -> tuple[Field | Flag, ...]:
    """The button, the activity and the presence, which follow each other."""
    return Flag(button, 1, BUTTON_PRESSED), Field(button + 1, 7, OCCUPANCY_RATE), Flag(button + 8, 1, OCCUPANCY)


_CLIMATE = (temperature(16), humidity(26))
_PERIODIC = {
    _SPACE: message(5, _light(16), *_presence(26)),
    _FEEL: message(5, *_CLIMATE, Flag(36, 1, BUTTON_PRESSED)),
    _MOVE: message(7, *_CLIMATE, _light(36), *_presence(46)),
    _WAVE: message(9, *_CLIMATE, Field(36, 14, CO2, codes=4), _light(50), *_presence(60)),
}
_COMMON: Mapping[int, Message] = {
    2: log(Field(0, 10, CO2, codes=4, factor=5)),
    3: log(temperature(0)),
    4: log(humidity(0)),
    5: message(
        10,
        Field(32, 10, BATTERY_VOLTAGE, codes=2, divisor=200),
        Flag(42, 3, LOW_BATTERY, true=frozenset({2, 3}), unknown=frozenset({4, 5, 6, 7})),
        Flag(45, 1, DEVICE_FAULT),
        Flag(64, 2, TAMPER, true=frozenset({2})),
    ),
    6: nothing,
    7: message(3, Flag(16, 1, OCCUPANCY, true=frozenset({0}))),
}


def _messages(product: int) -> dict[bytes, Message]:
    """The kinds of message, in the high half of the message byte; the low half is a version, which changes nothing."""
    kinds = {1: _PERIODIC[product], **_COMMON}
    versions = {kind << 4 | version: reader for kind, reader in kinds.items() for version in range(16)}
    return of_products((product,), versions)


DECODER = Decoder(
    vendor="Nexelec",
    models=("Vista Space", "Vista Feel", "Vista Move", "Vista Wave"),
    spec="VISTA range, decoder 1.0.0 after technical guide D1196 V3",
    f_ports=frozenset({56}),
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            BATTERY_VOLTAGE,
            BUTTON_PRESSED,
            CO2,
            DEVICE_FAULT,
            ILLUMINANCE,
            LOW_BATTERY,
            OCCUPANCY,
            OCCUPANCY_RATE,
            RELATIVE_HUMIDITY,
            TAMPER,
        }
    ),
    decode=decoder({header: read for product in _PERIODIC for header, read in _messages(product).items()}),
    aliases=("nexelec/vista",),
)
