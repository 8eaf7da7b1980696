"""Talkpool OY1200, CO₂, temperature and humidity."""

from struct import Struct

from decoders.contract import Decoder
from telemetry.quantity import AIR_TEMPERATURE, CO2, RELATIVE_HUMIDITY
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Header; raw and filtered CO2, temperature, humidity; flags.
_FRAME = Struct(">xxHHhHxx")


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame; the filtered CO₂ is the one to go by."""
    raw, filtered, temperature, humidity = _FRAME.unpack(uplink.payload)
    return [
        Reading(CO2, float(filtered)),
        Reading(CO2, float(raw), "raw"),
        Reading(AIR_TEMPERATURE, temperature / 100),
        Reading(RELATIVE_HUMIDITY, humidity / 100),
    ]


DECODER = Decoder(
    vendor="Talkpool",
    models=("OY1200",),
    spec="Talkpool OY1200 data sheet, uplink format",
    emits=frozenset({AIR_TEMPERATURE, CO2, RELATIVE_HUMIDITY}),
    decode=decode,
    aliases=("talkpool/oy1200",),
)
