"""Dingtek's frames: 80 00, the kind of sensor, the kind of frame, the length, a body, 81.

A model is a table of fields at fixed bytes of its data frames; a frame with a GPS position is 8 bytes longer.
Alarms are half bytes: 0 or 1. Frames of parameters state no value.
"""

from collections.abc import Callable
from struct import Struct
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    LATITUDE,
    LONGITUDE,
    LOW_BATTERY,
    TILT,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

PORT = 3
_KIND = 3
_HEARTBEAT, _EVENT, _PARAMETERS = 1, 2, 3
_TAIL = 0x81
HIGH, LOW = 0xF0, 0x0F

# Longitude and latitude, the only little-endian numbers; what stands from here on comes later in such a frame.
_GPS, _GPS_AT = Struct("<ff"), 8


class Field(NamedTuple):
    """One value: where it stands, and how it is read from there."""

    at: int
    quantity: Quantity
    read: Callable[[bytes, int], float]
    channel: str = MAIN_CHANNEL


def number(at: int, layout: str, quantity: Quantity, divisor: int = 1, channel: str = MAIN_CHANNEL) -> Field:
    """A number: its quantity is raw / `divisor`; `layout` is its struct format."""
    fields = Struct(">" + layout)
    return Field(at, quantity, lambda payload, offset: fields.unpack_from(payload, offset)[0] / divisor, channel)


def alarm(at: int, mask: int, quantity: Quantity, channel: str = MAIN_CHANNEL) -> Field:
    """A state: whether a bit of `mask` is set."""
    return Field(at, quantity, lambda payload, offset: float(payload[offset] & mask != 0), channel)


def absence(at: int, mask: int, quantity: Quantity, channel: str = MAIN_CHANNEL) -> Field:
    """A state: whether no bit of `mask` is set."""
    return Field(at, quantity, lambda payload, offset: float(payload[offset] & mask == 0), channel)


def tilt(at: int) -> Field:
    """An angle: its sign, 0 for positive, then its degrees."""

    def read(payload: bytes, offset: int) -> float:
        return float(-payload[offset + 1] if payload[offset] & LOW else payload[offset + 1])

    return Field(at, TILT, read)


TEMPERATURE = number(8, "b", AIR_TEMPERATURE)
BATTERY = alarm(12, LOW, LOW_BATTERY)


def volts(at: int) -> Field:
    """The battery's voltage, in hundredths."""
    return number(at, "H", BATTERY_VOLTAGE, 100)


def decoder(*models: tuple[int, tuple[Field, ...]], gps: bool = False) -> Callable[[Uplink], list[Reading]]:
    """The decode function of models, each the size of its data frame and the fields of that."""
    by_size = dict(models)

    def decode(uplink: Uplink) -> list[Reading]:
        payload = uplink.payload
        if payload[-1] != _TAIL:
            raise DecodeError("the frame does not end with 81")
        kind = payload[_KIND]
        if kind == _PARAMETERS:
            return []
        if kind not in {_HEARTBEAT, _EVENT}:
            raise DecodeError(f"unknown kind of frame {kind:#04x}")
        size = len(payload)
        if size in by_size:
            return _read(payload, by_size[size], 0)
        if gps and size - _GPS.size in by_size:
            return _read(payload, by_size[size - _GPS.size], _GPS.size) + _position(payload)
        raise DecodeError(f"a data frame of {size} bytes; expected {' or '.join(map(str, by_size))}")

    return decode


def _read(payload: bytes, fields: tuple[Field, ...], shift: int) -> list[Reading]:
    return [
        Reading(quantity, read(payload, at + shift if at >= _GPS_AT else at), channel)
        for at, quantity, read, channel in fields
    ]


def _position(payload: bytes) -> list[Reading]:
    longitude, latitude = _GPS.unpack_from(payload, _GPS_AT)
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise DecodeError("the position is not on Earth")
    return [Reading(LONGITUDE, longitude), Reading(LATITUDE, latitude)]


def emits(*fields: Field) -> frozenset[Quantity]:
    """The quantities that fields state."""
    return frozenset(field.quantity for field in fields)


POSITION = frozenset({LATITUDE, LONGITUDE})
"""What the models with a GPS state besides their fields."""
