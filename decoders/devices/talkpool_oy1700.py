"""Talkpool OY1210 and OY1700: climate, then the CO₂ of the one or the particles of the other."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.talkpool import SAMPLE_SIZE, climate
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, CO2, PM1, PM2_5, PM10, RELATIVE_HUMIDITY
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_AFTER_CLIMATE = {5: (Struct(">H"), (CO2,)), 9: (Struct(">HHH"), (PM1, PM2_5, PM10))}
"""By size of the frame."""


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame; its size tells the device."""
    payload = uplink.payload
    if len(payload) not in _AFTER_CLIMATE:
        raise DecodeError(f"payload of {len(payload)} bytes; expected 5 of an OY1210 or 9 of an OY1700")
    fields, quantities = _AFTER_CLIMATE[len(payload)]
    raws = fields.unpack_from(payload, SAMPLE_SIZE)
    return [
        *climate(payload[:SAMPLE_SIZE]),
        *(Reading(quantity, float(raw)) for quantity, raw in zip(quantities, raws, strict=True)),
    ]


DECODER = Decoder(
    vendor="Talkpool",
    models=("OY1210", "OY1700"),
    spec="Talkpool OY1210 and OY1700 data sheets, uplink format",
    emits=frozenset({AIR_TEMPERATURE, CO2, PM1, PM2_5, PM10, RELATIVE_HUMIDITY}),
    decode=decode,
    aliases=("talkpool/oy1210", "talkpool/oy1700"),
)
