"""Nexelec Feel, Rise, Move, Wave, Sign, Echo and View, rooms' air, light, noise and presence."""

from decoders.contract import Decoder
from decoders.formats.bits import Field, Flag
from decoders.formats.nexelec import Message, decoder, humidity, log, message, nothing, of_products, temperature
from telemetry.quantity import (
    AIR_QUALITY_INDEX,
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    BUTTON_PRESSED,
    CO2,
    DEVICE_FAULT,
    EXTERNAL_POWER,
    ILLUMINANCE,
    LOW_BATTERY,
    OCCUPANCY_RATE,
    RELATIVE_HUMIDITY,
    SOUND_LEVEL,
    SOUND_LEVEL_MAX,
    TAMPER,
    TVOC_MASS,
)

_PRODUCTS = (0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xC9, 0xCA)

_PERIODIC = message(
    13,
    temperature(16),
    humidity(26),
    Field(36, 14, CO2),
    Field(50, 14, TVOC_MASS),
    Field(64, 10, ILLUMINANCE, factor=5),
    Flag(74, 1, BUTTON_PRESSED),
    Field(75, 7, SOUND_LEVEL),
    Field(82, 7, SOUND_LEVEL_MAX),
    Field(89, 7, OCCUPANCY_RATE),
    Field(96, 3, AIR_QUALITY_INDEX, codes=1),
    Field(109, 9, AIR_QUALITY_INDEX, "airdrive"),
    Field(118, 14, CO2, "estimated"),
)

_PERIODIC_SHORT = message(
    11,
    temperature(16),
    humidity(26, 8),
    Field(34, 14, CO2),
    Field(58, 8, ILLUMINANCE, factor=20),
    Flag(66, 1, BUTTON_PRESSED),
    Field(67, 7, SOUND_LEVEL),
    Field(74, 7, SOUND_LEVEL_MAX),
    Field(81, 7, OCCUPANCY_RATE),
)
"""For the networks of America and Australia, and Sigfox."""

_STATUS = (
    Flag(32, 2, EXTERNAL_POWER),
    Field(34, 10, BATTERY_VOLTAGE, divisor=200),
    Flag(44, 3, LOW_BATTERY, true=frozenset({2, 3}), unknown=frozenset({4, 5, 6, 7})),
    Flag(47, 1, DEVICE_FAULT),
)
_REMOVED = frozenset({2})

_MESSAGES: dict[int, Message] = {
    0x01: _PERIODIC,
    0x02: log(Field(0, 10, CO2, codes=4, factor=5)),
    0x03: log(temperature(0)),
    0x04: log(humidity(0)),
    0x05: message(9, *_STATUS, Flag(96, 2, TAMPER, true=_REMOVED)),
    0x06: nothing,
    0x11: _PERIODIC_SHORT,
    0x15: message(9, *_STATUS, Flag(83, 2, TAMPER, true=_REMOVED)),
    0x16: nothing,
    0x17: nothing,
}

DECODER = Decoder(
    vendor="Nexelec",
    models=("Feel", "Rise", "Move", "Wave", "Sign", "Echo", "View"),
    spec="X5 family, frame decoding reference",
    emits=frozenset(
        {
            AIR_QUALITY_INDEX,
            AIR_TEMPERATURE,
            BATTERY_VOLTAGE,
            BUTTON_PRESSED,
            CO2,
            DEVICE_FAULT,
            EXTERNAL_POWER,
            ILLUMINANCE,
            LOW_BATTERY,
            OCCUPANCY_RATE,
            RELATIVE_HUMIDITY,
            SOUND_LEVEL,
            SOUND_LEVEL_MAX,
            TAMPER,
            TVOC_MASS,
        }
    ),
    decode=decoder(of_products(_PRODUCTS, _MESSAGES)),
    aliases=(
        "nexelec/generic2",
        "nexelec/generic2-v2",
        "nexelec/feel",
        "nexelec/rise",
        "nexelec/move",
        "nexelec/wave",
        "nexelec/sign",
    ),
)
