"""Netvox's frames: protocol version, device type, report number, then eight bytes that these two explain.

Big-endian throughout. Reports come on port 6; the other ports carry answers to commands, which state no quantity.
The battery opens most bodies: tenths of a volt, its highest bit set when the battery is low. Source: Netvox
LoRaWAN application command document.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from struct import Struct
from typing import NamedTuple

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, LOW_BATTERY, RELATIVE_HUMIDITY, Kind, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

DATA_PORT = 6
COMMAND_PORTS = frozenset({7, 13, 14})
_BODY = 3
_VERSIONS = 0
"""The report of a device that joins: its software, its hardware, and the day it was made."""


class Report(NamedTuple):
    """One report of a device type: how its body is read, and the quantities that it may state."""

    read: Callable[[bytes], Iterable[Reading]]
    emits: frozenset[Quantity]


class Value(NamedTuple):
    """One number of a body: its quantity is raw × `factor` / `divisor`; a raw number in `missing` means no value."""

    quantity: Quantity
    divisor: int = 1
    channel: str = MAIN_CHANNEL
    missing: tuple[int, ...] = ()
    factor: float = 1

    def reading(self, raw: float) -> Reading:
        """The reading of a raw number; a state is true for every number but 0."""
        if self.quantity.kind is Kind.STATE:
            return Reading(self.quantity, float(raw != 0), self.channel)
        return Reading(self.quantity, raw * self.factor / self.divisor, self.channel)


TEMPERATURE, HUMIDITY = Value(AIR_TEMPERATURE, 100), Value(RELATIVE_HUMIDITY, 100)


class Family(NamedTuple):
    """Device types with the same reports; `types` names the models of each type, with spaces between them."""

    reports: Mapping[int, Report]
    types: Mapping[int, str]


def numbers(layout: str, *values: Value) -> Report:
    """A body of numbers: `layout` has a struct code for each, and `x` for bytes that state no quantity."""
    fields = Struct(">" + layout)

    def read(body: bytes) -> Iterator[Reading]:
        for value, raw in zip(values, fields.unpack_from(body), strict=True):
            if raw not in value.missing:
                yield value.reading(raw)

    return Report(read, frozenset(value.quantity for value in values))


def battery(report: Report) -> Report:
    """A body that the battery opens, before those of `report`."""

    def read(body: bytes) -> Iterable[Reading]:
        level = body[0]
        return chain(
            (Reading(BATTERY_VOLTAGE, (level & 0x7F) / 10), Reading(LOW_BATTERY, float(level >> 7))),
            report.read(body[1:]),
        )

    return Report(read, report.emits | {BATTERY_VOLTAGE, LOW_BATTERY})


def sensor(layout: str, *values: Value) -> Report:
    """The battery, then numbers."""
    return battery(numbers(layout, *values))


def only(report: Report) -> Mapping[int, Report]:
    """The reports of a device that has a single one, beside its versions."""
    return {1: report}


def decoder(about: str, families: Iterable[Family], more_ports: frozenset[int] = frozenset()) -> Decoder:
    """The decoder of families of device types; their models, quantities and aliases follow from the tables."""
    families = tuple(families)
    tables = {device: family.reports for family in families for device in family.types}
    models = tuple(model for family in families for names in family.types.values() for model in names.split())

    def decode(uplink: Uplink) -> list[Reading]:
        if uplink.f_port != DATA_PORT:
            return []
        payload = uplink.payload
        device, number = payload[1], payload[2]
        if device not in tables:
            raise DecodeError(f"device type 0x{device:02x} is none of {about}")
        if number == _VERSIONS:
            return []
        if number not in tables[device]:
            raise DecodeError(f"no report 0x{number:02x} of device type 0x{device:02x}")
        return list(tables[device][number].read(payload[_BODY:]))

    return Decoder(
        vendor="Netvox",
        models=models,
        spec="Netvox LoRaWAN application command document",
        f_ports=COMMAND_PORTS | {DATA_PORT} | more_ports,
        emits=frozenset().union(*(report.emits for family in families for report in family.reports.values())),
        decode=decode,
        aliases=tuple(f"netvox/{model.lower()}" for model in models),
    )
