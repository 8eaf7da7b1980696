"""SenseCAP S2120, a weather station of eight instruments: packets one behind the other, each known by its number."""

from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BATTERY_LEVEL,
    DEVICE_FAULT,
    ILLUMINANCE,
    RAIN_INTENSITY,
    RAIN_TOTAL,
    RELATIVE_HUMIDITY,
    UV_INDEX,
    WIND_DIRECTION,
    WIND_GUST,
    WIND_SPEED,
    Quantity,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink


class Packet(NamedTuple):
    """The numbers of a packet, each a quantity and its divisor."""

    fields: Struct
    values: tuple[tuple[Quantity, int], ...] = ()


_AIR = Packet(
    Struct(">hBIBH"),
    ((AIR_TEMPERATURE, 10), (RELATIVE_HUMIDITY, 1), (ILLUMINANCE, 1), (UV_INDEX, 10), (WIND_SPEED, 10)),
)
# The pressure is tens of pascals.
_RAIN = Packet(Struct(">HIH"), ((WIND_DIRECTION, 1), (RAIN_INTENSITY, 1000), (ATMOSPHERIC_PRESSURE, 10)))
_FAULT = 0x06

_PACKETS = {
    0x01: _AIR,
    0x4A: _AIR,
    0x02: _RAIN,
    0x4B: _RAIN,
    0x4C: Packet(Struct(">HI"), ((WIND_GUST, 10), (RAIN_TOTAL, 1000))),
    0x03: Packet(Struct(">B"), ((BATTERY_LEVEL, 1),)),
    0x04: Packet(Struct(">B8x"), ((BATTERY_LEVEL, 1),)),
    0x05: Packet(Struct(">4x")),
    _FAULT: Packet(Struct(">B"), ((DEVICE_FAULT, 1),)),
    0x10: Packet(Struct(">9x")),
}


def _readings(payload: bytes) -> Iterator[Reading]:
    offset = 0
    while offset < len(payload):
        number = payload[offset]
        packet = _PACKETS.get(number)
        if packet is None:
            raise DecodeError(f"unknown packet {number:#04x} at byte {offset}")
        raws = packet.fields.unpack_from(payload, offset + 1)
        offset += 1 + packet.fields.size
        for (quantity, divisor), raw in zip(packet.values, raws, strict=True):
            yield Reading(quantity, float(raw != 0) if number == _FAULT else raw / divisor)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame of packets; settings and numbers of sensors state no value."""
    return list(_readings(uplink.payload))


DECODER = Decoder(
    vendor="SenseCAP",
    models=("S2120", "S2120 8-in-1"),
    spec="SenseCAP S2120 8-in-1 LoRaWAN Weather Sensor User Guide, Payload decoder",
    emits=frozenset(quantity for packet in _PACKETS.values() for quantity, _ in packet.values),
    decode=decode,
    aliases=("sensecap/sensecap2120-8-in-1",),
)
