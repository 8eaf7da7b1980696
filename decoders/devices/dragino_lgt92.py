"""Dragino LGT92, a GPS tracker."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, battery, position, status
from telemetry.errors import DecodeError
from telemetry.quantity import ALTITUDE, BATTERY_VOLTAGE, LATITUDE, LONGITUDE, SOS, TILT
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Latitude, longitude, alarm with battery, mode.
_FRAME = Struct(">iiHB")
# Roll, pitch, dilution of precision, altitude.
_ATTITUDE = Struct(">hhxh")
_ALARM = 0x4000


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame; attitude and altitude follow if the owner asked for them."""
    payload = uplink.payload
    if uplink.f_port == STATUS_PORT:
        return status(payload)
    latitude, longitude, word, _ = _FRAME.unpack_from(payload)
    readings = [*position(latitude, longitude), battery(word), Reading(SOS, float(word & _ALARM != 0))]
    if len(payload) == _FRAME.size:
        return readings
    if len(payload) != _FRAME.size + _ATTITUDE.size:
        raise DecodeError(f"{len(payload)} bytes; expected 11 or 18")
    roll, pitch, altitude = _ATTITUDE.unpack_from(payload, _FRAME.size)
    return [
        *readings,
        Reading(TILT, roll / 100, "roll"),
        Reading(TILT, pitch / 100, "pitch"),
        Reading(ALTITUDE, altitude / 100),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("LGT92",),
    spec="LGT92 user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({ALTITUDE, BATTERY_VOLTAGE, LATITUDE, LONGITUDE, SOS, TILT}),
    decode=decode,
    aliases=("dragino/lgt92",),
)
