"""Nexelec Insafe+ Carbon, indoor CO2, temperature and humidity."""

from decoders.contract import Decoder
from decoders.formats.bits import Field, Flag
from decoders.formats.nexelec import Log, Message, decoder, event, message, nothing
from telemetry.quantity import (
    AIR_QUALITY_INDEX,
    AIR_TEMPERATURE,
    BUTTON_PRESSED,
    CO2,
    DEVICE_FAULT,
    LOW_BATTERY,
    RELATIVE_HUMIDITY,
    THRESHOLD_ALARM,
)


def _co2(offset: int) -> Field:
    return Field(offset, 8, CO2, codes=1, factor=20)


def _temperature(offset: int) -> Field:
    return Field(offset, 8, AIR_TEMPERATURE, codes=1, divisor=5)


def _humidity(offset: int) -> Field:
    return Field(offset, 8, RELATIVE_HUMIDITY, codes=1, divisor=2)


_MESSAGES: dict[bytes, Message] = {
    b"\x72": message(7, _co2(8), _temperature(16), _humidity(24), Field(32, 3, AIR_QUALITY_INDEX, codes=1)),
    b"\x73": message(2, Flag(8, 2, LOW_BATTERY, true=frozenset({2, 3})), Flag(10, 1, DEVICE_FAULT)),
    b"\x74": event(BUTTON_PRESSED),
    b"\x75": Log((_co2(0), _temperature(8), _humidity(16)), first=8, period=(80, 4), number=3, newest_first=False),
    b"\x76": message(
        3,
        _temperature(8),
        Flag(16, 1, THRESHOLD_ALARM, "temperature_1"),
        Flag(17, 1, THRESHOLD_ALARM, "temperature_2"),
    ),
    b"\x77": message(3, _co2(8), Flag(19, 1, THRESHOLD_ALARM, "co2_1"), Flag(20, 1, THRESHOLD_ALARM, "co2_2")),
    b"\x78": nothing,
    b"\x79": nothing,
    b"\x7a": nothing,
}

DECODER = Decoder(
    vendor="Nexelec",
    models=("Insafe Carbon", "Carbon"),
    spec="INSAFE+ CARBON LoRa technical guide D678C",
    emits=frozenset(
        {
            AIR_QUALITY_INDEX,
            AIR_TEMPERATURE,
            BUTTON_PRESSED,
            CO2,
            DEVICE_FAULT,
            LOW_BATTERY,
            RELATIVE_HUMIDITY,
            THRESHOLD_ALARM,
        }
    ),
    decode=decoder(_MESSAGES),
    aliases=("nexelec/carbon", "nexelec/carbon-codec-v1"),
)
