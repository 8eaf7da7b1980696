"""Sensing Labs' Senlab in standard mode: one log in a frame, at its end, behind data that the maker keeps to itself.

The frame of port 3 has an identifier, the battery in 254ths, and last the value, big-endian. Several logs in a frame
are compressed in a way that only the maker's SLCodecs library knows.
"""

from collections.abc import Callable
from struct import Struct
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_LEVEL, Quantity
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_RESTART_PORT, _DATA_PORT = 4, 3
F_PORTS = frozenset({_DATA_PORT, _RESTART_PORT})

_FULL_BATTERY = 254
_HEADER_SIZE = 2


class Value(NamedTuple):
    """One number of a log: its quantity is raw / `divisor`; a raw number in `missing` means no value."""

    quantity: Quantity
    divisor: int = 1
    missing: tuple[int, ...] = ()


def decoder(identifier: int, layout: str, *values: Value) -> Callable[[Uplink], list[Reading]]:
    """The decode function of a product whose frames begin with `identifier` and whose log has this layout."""
    fields = Struct(">" + layout)

    def decode(uplink: Uplink) -> list[Reading]:
        payload = uplink.payload
        if uplink.f_port == _RESTART_PORT:
            return []
        if len(payload) < _HEADER_SIZE + fields.size:
            raise DecodeError(f"{len(payload)} bytes; a frame has at least {_HEADER_SIZE + fields.size}")
        if payload[0] != identifier:
            raise DecodeError(f"a frame of kind {payload[0]}; expected {identifier}")
        raws = fields.unpack(payload[-fields.size :])
        readings = [
            Reading(value.quantity, raw / value.divisor)
            for value, raw in zip(values, raws, strict=True)
            if raw not in value.missing
        ]
        if payload[1] <= _FULL_BATTERY:
            readings.append(Reading(BATTERY_LEVEL, payload[1] * 100 / _FULL_BATTERY))
        return readings

    return decode
