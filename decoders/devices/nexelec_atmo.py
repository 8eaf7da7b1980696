"""Nexelec Atmo, Sense, Aero, PMI and Aero CO2, indoor air quality.

The volatile organic compounds are taken as ppb: the maker's codec says ppm, which no room reaches.
"""

from decoders.contract import Decoder
from decoders.formats.bits import Field, Flag
from decoders.formats.nexelec import Message, decoder, event, gas, humidity, message, nothing, of_products, temperature
from telemetry.quantity import (
    ACTIVITY_LEVEL,
    AIR_QUALITY_INDEX,
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BUTTON_PRESSED,
    CO2,
    DEVICE_FAULT,
    FORMALDEHYDE,
    ILLUMINANCE,
    PM1,
    PM2_5,
    PM10,
    RELATIVE_HUMIDITY,
    SOUND_LEVEL,
    SOUND_LEVEL_MAX,
    TVOC,
)

_MESSAGES: dict[int, Message] = {
    0x01: message(
        22,
        Field(16, 11, PM1, codes=1),
        Field(27, 11, PM2_5, codes=1),
        Field(38, 11, PM10, codes=1),
        temperature(49),
        humidity(59, 8),
        Field(67, 14, CO2),
        Field(81, 14, TVOC),
        gas(95, 10, FORMALDEHYDE, 30.026),
        Field(105, 3, AIR_QUALITY_INDEX, codes=1),
        Field(133, 8, ILLUMINANCE, codes=1, factor=5),
        Field(141, 7, SOUND_LEVEL),
        Field(148, 7, SOUND_LEVEL_MAX),
        Field(155, 8, ACTIVITY_LEVEL, codes=1),
        Field(163, 10, ATMOSPHERIC_PRESSURE, shift=300),
    ),
    0x02: message(7, Flag(52, 1, DEVICE_FAULT)),
    0x03: nothing,
    0x04: nothing,
    0x05: event(BUTTON_PRESSED),
}

DECODER = Decoder(
    vendor="Nexelec",
    models=("Atmo", "Sense", "Aero", "PMI", "Aero CO2"),
    spec="Nexelec's codec for the Atmo",
    emits=frozenset(
        {
            ACTIVITY_LEVEL,
            AIR_QUALITY_INDEX,
            AIR_TEMPERATURE,
            ATMOSPHERIC_PRESSURE,
            BUTTON_PRESSED,
            CO2,
            DEVICE_FAULT,
            FORMALDEHYDE,
            ILLUMINANCE,
            PM1,
            PM2_5,
            PM10,
            RELATIVE_HUMIDITY,
            SOUND_LEVEL,
            SOUND_LEVEL_MAX,
            TVOC,
        }
    ),
    decode=decoder(of_products((0xA3, 0xA4, 0xA5, 0xA6, 0xA7), _MESSAGES)),
    aliases=("nexelec/generic", "nexelec/atmo"),
)
