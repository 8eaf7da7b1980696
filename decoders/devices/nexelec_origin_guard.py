"""Nexelec Origin, Origin+, Guard and Guard+, smoke detectors."""

from decoders.contract import Decoder
from decoders.formats.bits import Field, Flag
from decoders.formats.nexelec import Message, decoder, humidity, log, message, nothing, of_products, temperature
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    DEVICE_FAULT,
    LOW_BATTERY,
    RELATIVE_HUMIDITY,
    SMOKE,
    TAMPER,
)

_PRODUCTS = (0xB1, 0xB2, 0xB3, 0xB4, 0xBD)
"""The reference names 0xBD for Origin+, its published example 0xB1."""

_MESSAGES: dict[int, Message] = {
    0x00: message(
        6,
        Flag(40, 1, DEVICE_FAULT, "smoke"),
        Flag(41, 1, DEVICE_FAULT, "temperature"),
        Flag(43, 3, TAMPER, true=frozenset({2})),
        Flag(46, 2, LOW_BATTERY, true=frozenset({2, 3})),
        Field(48, 8, BATTERY_VOLTAGE, codes=5, shift=400, divisor=200),
    ),
    0x01: nothing,
    0x02: message(7, Flag(16, 2, SMOKE, true=frozenset({1, 2})), temperature(39)),
    0x03: message(
        9,
        temperature(16, "day_min"),
        temperature(26, "day_max"),
        temperature(36, "day_mean"),
        humidity(46, 8, "day_min"),
        humidity(54, 8, "day_max"),
        humidity(62, 8, "day_mean"),
    ),
    0x04: message(5, temperature(16), humidity(26, 8)),
    0x05: log(temperature(0), minutes=1),
}

DECODER = Decoder(
    vendor="Nexelec",
    models=("Origin", "Origin Plus", "Guard", "Guard Plus"),
    spec="ORIGIN / ORIGIN+ / GUARD / GUARD+, frame decoding reference",
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, DEVICE_FAULT, LOW_BATTERY, RELATIVE_HUMIDITY, SMOKE, TAMPER}),
    decode=decoder(of_products(_PRODUCTS, _MESSAGES)),
    aliases=("nexelec/generic3", "nexelec/origin", "nexelec/origin-plus", "nexelec/guard", "nexelec/guard-plus"),
)
