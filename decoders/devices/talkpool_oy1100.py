"""Talkpool OY1100, temperature and humidity."""

from decoders.contract import Decoder
from decoders.formats.talkpool import first_sample
from telemetry.quantity import AIR_TEMPERATURE, RELATIVE_HUMIDITY
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_SIGN = 0x800


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame: tenths, the temperature in two's complement of twelve bits."""
    temperature, humidity = first_sample(uplink.payload)
    return [
        Reading(AIR_TEMPERATURE, ((temperature ^ _SIGN) - _SIGN) / 10),
        Reading(RELATIVE_HUMIDITY, humidity / 10),
    ]


DECODER = Decoder(
    vendor="Talkpool",
    models=("OY1100",),
    spec="Talkpool OY1100 data sheet, uplink format",
    emits=frozenset({AIR_TEMPERATURE, RELATIVE_HUMIDITY}),
    decode=decode,
    aliases=("talkpool/oy1100",),
)
