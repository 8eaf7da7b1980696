"""Nexelec Insafe Origin, a smoke detector that also watches temperature and humidity."""

from decoders.contract import Decoder
from decoders.formats.bits import Field, Flag
from decoders.formats.nexelec import Log, Message, decoder, message, nothing, of_products
from telemetry.quantity import (
    AIR_QUALITY_INDEX,
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    DEVICE_FAULT,
    LOW_BATTERY,
    RELATIVE_HUMIDITY,
    SMOKE,
    THRESHOLD_ALARM,
)
from telemetry.reading import MAIN_CHANNEL

_INDEX = Field(16, 3, AIR_QUALITY_INDEX, codes=1)


def _fifths(offset: int, channel: str) -> Field:
    return Field(offset, 8, AIR_TEMPERATURE, channel, codes=1, divisor=5)


def _temperature(offset: int) -> Field:
    """Tenths of a degree up to 50; all higher numbers are errors."""
    return Field(offset, 9, AIR_TEMPERATURE, codes=11, divisor=10)


def _humidity(offset: int, channel: str = MAIN_CHANNEL) -> Field:
    return Field(offset, 8, RELATIVE_HUMIDITY, channel, codes=1, divisor=2)


def _log(sample: Field) -> Log:
    return Log((sample,), first=32, period=(24, 4), number=(16, 8), newest_first=False)


_MESSAGES: dict[int, Message] = {
    0x00: message(
        9,
        Flag(40, 1, DEVICE_FAULT, "smoke"),
        Flag(41, 1, DEVICE_FAULT, "temperature"),
        Field(48, 8, BATTERY_VOLTAGE, "1", codes=5, shift=400, divisor=200),
        Field(56, 8, BATTERY_VOLTAGE, "2", codes=5, shift=400, divisor=200),
        Flag(64, 2, LOW_BATTERY, true=frozenset({2, 3})),
    ),
    0x01: nothing,
    0x02: nothing,
    0x03: message(
        5,
        Flag(16, 1, SMOKE),
        Flag(20, 1, THRESHOLD_ALARM, "humidity"),
        Flag(21, 1, THRESHOLD_ALARM, "temperature"),
    ),
    0x04: message(
        10,
        _INDEX,
        _fifths(24, "day_min"),
        _fifths(32, "day_max"),
        _fifths(40, "day_mean"),
        _humidity(48, "day_min"),
        _humidity(56, "day_max"),
        _humidity(64, "day_mean"),
    ),
    0x05: message(7, _INDEX, _temperature(32), _humidity(41)),
    0x06: _log(_temperature(0)),
    0x07: _log(_humidity(0)),
    0x08: message(4, _temperature(16), Flag(25, 1, THRESHOLD_ALARM, "1"), Flag(26, 1, THRESHOLD_ALARM, "2")),
}

DECODER = Decoder(
    vendor="Nexelec",
    models=("Insafe Origin",),
    spec="Nexelec's codec for the Insafe Origin",
    emits=frozenset(
        {
            AIR_QUALITY_INDEX,
            AIR_TEMPERATURE,
            BATTERY_VOLTAGE,
            DEVICE_FAULT,
            LOW_BATTERY,
            RELATIVE_HUMIDITY,
            SMOKE,
            THRESHOLD_ALARM,
        }
    ),
    decode=decoder(of_products((0xA2,), _MESSAGES)),
    aliases=("nexelec/insafe-origin", "nexelec/insafe_origin"),
)
