"""Dingtek DT311, a temperature and humidity sensor that writes its numbers as digits."""

from decoders.contract import Decoder
from decoders.formats.dingtek import PORT, Field, alarm, decoder, emits, volts
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, LOW_BATTERY, RELATIVE_HUMIDITY, THRESHOLD_ALARM


def _digits(payload: bytes, offset: int) -> float:
    """Four digits, hundredths."""
    digits = payload[offset : offset + 2].hex()
    if not digits.isdecimal():
        raise DecodeError(f"{digits} are no decimal digits")
    return int(digits) / 100


def _signed(payload: bytes, offset: int) -> float:
    """A sign, 0 for positive, then four digits."""
    size = _digits(payload, offset + 1)
    return -size if payload[offset] else size


_FIELDS = (
    volts(5),
    alarm(7, 0x01, LOW_BATTERY),
    Field(8, AIR_TEMPERATURE, _signed),
    Field(11, RELATIVE_HUMIDITY, _digits),
    alarm(13, 0x10, THRESHOLD_ALARM, "temperature_high"),
    alarm(13, 0x01, THRESHOLD_ALARM, "temperature_low"),
    alarm(14, 0x10, THRESHOLD_ALARM, "humidity_high"),
    alarm(14, 0x01, THRESHOLD_ALARM, "humidity_low"),
)

DECODER = Decoder(
    vendor="Dingtek",
    models=("DT311",),
    spec="DT311 temperature and humidity sensor, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_FIELDS),
    decode=decoder((18, _FIELDS)),
    aliases=("dingtek/dt311",),
)
