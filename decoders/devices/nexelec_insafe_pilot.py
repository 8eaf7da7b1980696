"""Nexelec Insafe+ Pilot, indoor temperature and humidity."""

from decoders.contract import Decoder
from decoders.formats.bits import Field, Flag
from decoders.formats.nexelec import Log, Message, decoder, event, message, nothing
from telemetry.quantity import (
    AIR_QUALITY_INDEX,
    AIR_TEMPERATURE,
    BUTTON_PRESSED,
    DEVICE_FAULT,
    LOW_BATTERY,
    RELATIVE_HUMIDITY,
    THRESHOLD_ALARM,
)


def _temperature(offset: int) -> Field:
    return Field(offset, 8, AIR_TEMPERATURE, codes=1, divisor=5)


def _humidity(offset: int) -> Field:
    return Field(offset, 8, RELATIVE_HUMIDITY, codes=1, divisor=2)


_MESSAGES: dict[bytes, Message] = {
    b"\x60": message(2, Flag(8, 2, LOW_BATTERY, true=frozenset({2, 3})), Flag(10, 1, DEVICE_FAULT)),
    b"\x61": message(6, _temperature(8), _humidity(16), Field(24, 3, AIR_QUALITY_INDEX, codes=1)),
    # The order is not documented; it is that of the other Insafe products.
    b"\x62": Log((_temperature(0), _humidity(8)), first=8, period=(88, 4), number=5, newest_first=False),
    b"\x63": nothing,
    b"\x64": event(BUTTON_PRESSED),
    b"\x65": message(3, _temperature(8), Flag(16, 1, THRESHOLD_ALARM, "1"), Flag(17, 1, THRESHOLD_ALARM, "2")),
    b"\x66": nothing,
}

DECODER = Decoder(
    vendor="Nexelec",
    models=("Insafe Pilot", "Pilot"),
    spec="Nexelec's codec for the Insafe+ Pilot",
    emits=frozenset(
        {
            AIR_QUALITY_INDEX,
            AIR_TEMPERATURE,
            BUTTON_PRESSED,
            DEVICE_FAULT,
            LOW_BATTERY,
            RELATIVE_HUMIDITY,
            THRESHOLD_ALARM,
        }
    ),
    decode=decoder(_MESSAGES),
    aliases=("nexelec/insafe-pilot", "nexelec/pilot"),
)
