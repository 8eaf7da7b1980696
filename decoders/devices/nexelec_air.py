"""Nexelec Air and Air+, carbon monoxide detectors."""

from decoders.contract import Decoder
from decoders.formats.bits import Field, Flag
from decoders.formats.nexelec import (
    Message,
    carbon_monoxide,
    decoder,
    humidity,
    message,
    nothing,
    of_products,
    temperature,
)
from telemetry.quantity import (
    AIR_QUALITY_INDEX,
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    CO,
    DEVICE_FAULT,
    GAS_ALARM,
    LOW_BATTERY,
    RELATIVE_HUMIDITY,
    THRESHOLD_ALARM,
)

_MESSAGES: dict[int, Message] = {
    0x00: message(
        6,
        Flag(40, 1, DEVICE_FAULT, "co"),
        Flag(41, 1, DEVICE_FAULT, "temperature"),
        Flag(42, 1, DEVICE_FAULT, "memory"),
        Flag(44, 2, LOW_BATTERY, true=frozenset({2, 3})),
        Field(48, 8, BATTERY_VOLTAGE, codes=5, shift=400, divisor=200),
    ),
    0x01: message(5, carbon_monoxide(16), Flag(26, 1, THRESHOLD_ALARM, "co"), Flag(27, 1, GAS_ALARM)),
    0x02: message(7, carbon_monoxide(16), temperature(26), humidity(36, 8), Field(44, 3, AIR_QUALITY_INDEX, codes=1)),
    0x03: nothing,
    0x04: nothing,
}

DECODER = Decoder(
    vendor="Nexelec",
    models=("Air", "Air Plus"),
    spec="AIR / AIR+, frame decoding reference (technical guide D976A)",
    emits=frozenset(
        {
            AIR_QUALITY_INDEX,
            AIR_TEMPERATURE,
            BATTERY_VOLTAGE,
            CO,
            DEVICE_FAULT,
            GAS_ALARM,
            LOW_BATTERY,
            RELATIVE_HUMIDITY,
            THRESHOLD_ALARM,
        }
    ),
    decode=decoder(of_products((0xAE, 0xAF), _MESSAGES)),
    aliases=("nexelec/air-plus", "nexelec/air"),
)
