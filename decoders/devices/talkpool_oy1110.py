"""Talkpool OY1110, temperature and humidity."""

from decoders.contract import Decoder
from decoders.formats.talkpool import climate
from telemetry.quantity import AIR_TEMPERATURE, RELATIVE_HUMIDITY
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_PLAIN_PORT, _HEADED_PORT = 2, 3


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame; those of port 3 begin with a header of one byte."""
    return list(climate(uplink.payload[1:] if uplink.f_port == _HEADED_PORT else uplink.payload))


DECODER = Decoder(
    vendor="Talkpool",
    models=("OY1110",),
    spec="Talkpool OY1110 data sheet, uplink format",
    f_ports=frozenset({_PLAIN_PORT, _HEADED_PORT}),
    emits=frozenset({AIR_TEMPERATURE, RELATIVE_HUMIDITY}),
    decode=decode,
    aliases=("talkpool/oy1110",),
)
