"""Nexelec Feel+, Rise+, Wave+, Move+, Sign+, Sense+ and Atmo+, rooms' air, light, noise and presence."""

from decoders.contract import Decoder
from decoders.formats.bits import Field, Flag
from decoders.formats.nexelec import Message, decoder, gas, humidity, log, message, nothing, of_products, temperature
from telemetry.quantity import (
    AIR_QUALITY_INDEX,
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BATTERY_VOLTAGE,
    BUTTON_PRESSED,
    CO2,
    DEVICE_FAULT,
    EXTERNAL_POWER,
    FORMALDEHYDE,
    ILLUMINANCE,
    LOW_BATTERY,
    OCCUPANCY,
    OCCUPANCY_RATE,
    PARTICLE_COUNT,
    PM1,
    PM2_5,
    PM10,
    RELATIVE_HUMIDITY,
    SOUND_LEVEL,
    SOUND_LEVEL_MAX,
    TAMPER,
)

_ROOM = (0xB9, 0xBA, 0xBB, 0xC6, 0xC7)
_PARTICLES = (0xC8, 0xCD)

_COMMON = (
    temperature(16),
    humidity(26),
    Field(36, 14, CO2),
    Field(64, 10, ILLUMINANCE, factor=5),
    Flag(74, 1, BUTTON_PRESSED),
    Field(75, 7, SOUND_LEVEL),
    Field(82, 7, SOUND_LEVEL_MAX),
    Field(89, 7, OCCUPANCY_RATE),
    Field(96, 3, AIR_QUALITY_INDEX, codes=1),
    Field(109, 9, AIR_QUALITY_INDEX, "airdrive"),
    Flag(118, 1, OCCUPANCY),
)

_SIZES = ("um0_3", "um0_5", "um1_0", "um2_5", "um5_0")
"""The lower limits of the particle channels, in micrometres."""

_AIR = (
    Field(119, 16, PM1),
    Field(135, 16, PM2_5),
    Field(151, 16, PM10),
    *(Field(167 + 16 * n, 16, PARTICLE_COUNT, size) for n, size in enumerate(_SIZES)),
    Field(247, 10, ATMOSPHERIC_PRESSURE, shift=300),
    gas(257, 10, FORMALDEHYDE, 30.026),
)

_MESSAGES: dict[int, Message] = {
    0x02: log(Field(0, 10, CO2, codes=4, factor=5)),
    0x03: log(temperature(0)),
    0x04: log(humidity(0)),
    0x05: message(
        6,
        Flag(32, 2, EXTERNAL_POWER),
        Field(34, 10, BATTERY_VOLTAGE, divisor=200),
        Flag(44, 3, LOW_BATTERY, true=frozenset({2, 3}), unknown=frozenset({4, 5, 6, 7})),
        Flag(47, 1, DEVICE_FAULT),
        Flag(72, 2, TAMPER, true=frozenset({2})),
    ),
    0x06: nothing,
    0x07: nothing,
    # The frame reference gives 0 for occupied, its published examples and decoder 1.
    0x08: message(3, Flag(16, 1, OCCUPANCY)),
}

DECODER = Decoder(
    vendor="Nexelec",
    models=("Feel Plus", "Rise Plus", "Wave Plus", "Move Plus", "Sign Plus", "Sense Plus", "Atmo Plus"),
    spec="X2 range, uplink frames (technical guide, section XVI.5)",
    emits=frozenset(
        {
            AIR_QUALITY_INDEX,
            AIR_TEMPERATURE,
            ATMOSPHERIC_PRESSURE,
            BATTERY_VOLTAGE,
            BUTTON_PRESSED,
            CO2,
            DEVICE_FAULT,
            EXTERNAL_POWER,
            FORMALDEHYDE,
            ILLUMINANCE,
            LOW_BATTERY,
            OCCUPANCY,
            OCCUPANCY_RATE,
            PARTICLE_COUNT,
            PM1,
            PM2_5,
            PM10,
            RELATIVE_HUMIDITY,
            SOUND_LEVEL,
            SOUND_LEVEL_MAX,
            TAMPER,
        }
    ),
    decode=decoder(
        of_products(_ROOM, {**_MESSAGES, 0x01: message(13, *_COMMON)})
        | of_products(_PARTICLES, {**_MESSAGES, 0x01: message(13, *_COMMON, *_AIR)})
    ),
    aliases=("nexelec/x2",),
)
