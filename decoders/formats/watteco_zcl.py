"""Watteco's standard frames: reports of attributes and answers, after the ZigBee Cluster Library.

A frame control byte (the endpoint, and bit 0 set; clear in a batch), a command, a cluster, an attribute, its type and
its value; a report may end with its causes, short (a byte each) or long (with the criterion's values). The nth
endpoint is the device's nth input or probe. A device is a table of the attributes that state a quantity; the other
attributes of the same clusters, and those of the radio, the serial line and the device itself, are settings.

**The rule for alarms:** `threshold_alarm` is 1 for an alarm report and for a cause that says so, 0 for causes that do
not; its channel is the attribute's first quantity, as one device watches several.

Source: Watteco support site, Application layer description, pages of each cluster.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from decoders.formats.watteco_batch import Batch
from decoders.formats.watteco_value import SIZES, Row, Value, channel, row_readings, split
from telemetry.errors import DecodeError
from telemetry.quantity import (
    ACTIVE_ENERGY,
    ACTIVE_POWER,
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BATTERY_VOLTAGE,
    REACTIVE_ENERGY,
    REACTIVE_POWER,
    RELATIVE_HUMIDITY,
    THRESHOLD_ALARM,
    VOLTAGE,
    Quantity,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_Choice = TypeVar("_Choice", Value, Row)


class Attribute(NamedTuple):
    """How the value of one attribute, without its type and length, is read, given the endpoint.

    `fields` are the sizes of a record's numbers, one of which a long cause repeats; none for a lone number. A value
    that `fills_frame` goes to its end, whatever its length byte says: devices do not keep to it.
    """

    read: Callable[[int, bytes], list[Reading]]
    quantities: tuple[Quantity, ...]
    fields: tuple[int, ...] = ()
    fills_frame: bool = False


Table = Mapping[tuple[int, int], Attribute]
"""Attributes by cluster and attribute number."""


def number(code: str, *values: Value) -> Attribute:
    """A lone number: the nth endpoint states the nth value; one value serves every endpoint, each a channel."""

    def read(endpoint: int, data: bytes) -> list[Reading]:
        value = values[0]._replace(channel=channel(endpoint)) if len(values) == 1 else _pick(values, endpoint)
        return list(value.readings(*split(code, data)))

    return Attribute(read, tuple(value.quantity for value in values))


def record(layout: str, *rows: Row) -> Attribute:
    """A byte string of numbers: the nth endpoint states the nth row; one row serves every endpoint."""

    def read(endpoint: int, data: bytes) -> list[Reading]:
        return row_readings(rows[0] if len(rows) == 1 else _pick(rows, endpoint), split(layout, data))

    quantities = tuple(value.quantity for row in rows for value in row if value)
    return Attribute(read, quantities, tuple(SIZES[code.lower()] for code in layout))


def _pick(choices: tuple[_Choice, ...], endpoint: int) -> _Choice:
    if endpoint >= len(choices):
        raise DecodeError(f"unknown endpoint {endpoint}; the device has {len(choices)}")
    return choices[endpoint]


def pins(quantity: Quantity, count: int) -> Attribute:
    """The states of `count` pins, a bit each, the first the lowest."""

    def read(_endpoint: int, data: bytes) -> list[Reading]:
        (bits,) = split("H", data)
        return [Reading(quantity, float(int(bits) >> pin & 1), channel(pin)) for pin in range(count)]

    return Attribute(read, (quantity,))


_SOURCES = (
    Value(VOLTAGE, 1000, "external"),
    Value(BATTERY_VOLTAGE, 1000, "rechargeable"),
    Value(BATTERY_VOLTAGE, 1000),
    Value(VOLTAGE, 1000, "solar"),
    Value(VOLTAGE, 1000, "tic"),
)
"""Power sources in the order of their bits, in mV."""


def _power(_endpoint: int, data: bytes) -> list[Reading]:
    """The voltages of the sources that the second byte announces, then the source in use."""
    present = [source for bit, source in enumerate(_SOURCES) if data[1] >> bit & 1]
    return row_readings((None, None, *present, None), split("BB" + "H" * len(present) + "B", data))


POWER: Table = {(0x0050, 0x0006): Attribute(_power, (BATTERY_VOLTAGE, VOLTAGE), (2,) * 7)}
TEMPERATURE: Table = {(0x0402, 0x0000): number("h", Value(AIR_TEMPERATURE, 100))}
HUMIDITY: Table = {(0x0405, 0x0000): number("H", Value(RELATIVE_HUMIDITY, 100))}
PRESSURE: Table = {(0x0403, 0x0000): number("h", Value(ATMOSPHERIC_PRESSURE))}
METERING: Table = {
    (0x0052, 0x0000): record(
        "ttHhh", (Value(ACTIVE_ENERGY), Value(REACTIVE_ENERGY), None, Value(ACTIVE_POWER), Value(REACTIVE_POWER))
    )
}

_SETTINGS = {0x0000, 0x0050, 0x8004, 0x8006}
"""Clusters of every device: the device itself, its configuration, the radio, the serial line."""

_ANSWER, _REPORT, _ALARM = 0x01, 0x0A, 0x8A
_ACKNOWLEDGEMENTS = {0x04, 0x07, 0x09}
"""Answers to commands that write an attribute, or set or read its reporting."""

_TIC_CLUSTERS = range(0x0053, 0x0058)
"""Their attributes have the meter's number in the high byte."""


def emits(table: Table, batch: Batch | None = None) -> frozenset[Quantity]:
    """Every quantity that a device with this table may state."""
    quantities = {quantity for attribute in table.values() for quantity in attribute.quantities}
    return frozenset(quantities | {THRESHOLD_ALARM} | (batch.quantities if batch else set()))


def decoder(table: Table, batch: Batch | None = None) -> Callable[[Uplink], list[Reading]]:
    """The decode function of a device with these attributes and, if it sends batches, this one."""
    clusters = _SETTINGS | {cluster for cluster, _ in table}

    def decode(uplink: Uplink) -> list[Reading]:
        frame = uplink.payload
        if not frame[0] & 0x01:
            if batch is None:
                raise DecodeError("a batch, which this device does not send")
            return batch.readings(frame, uplink.time)
        endpoint = frame[0] >> 5 | frame[0] << 2 & 0x18
        command, cluster = frame[1], int.from_bytes(frame[2:4], "big")
        if command in _ACKNOWLEDGEMENTS:
            return []
        if command not in {_ANSWER, _REPORT, _ALARM}:
            raise DecodeError(f"unknown command {command:#04x}")
        number = int.from_bytes(frame[4:6], "big") & (0xFF if cluster in _TIC_CLUSTERS else 0xFFFF)
        if cluster not in clusters:
            raise DecodeError(f"unknown attribute {number:#06x} of cluster {cluster:#06x}")
        attribute = table.get((cluster, number))
        if attribute is None or (command == _ANSWER and frame[6]):
            return []  # a setting, or the status of a refusal
        return _attribute(attribute, endpoint, command, frame[7:] if command == _ANSWER else frame[6:])

    return decode


def _attribute(attribute: Attribute, endpoint: int, command: int, data: bytes) -> list[Reading]:
    """The readings of an attribute, and of the alarm that its report states."""
    start, end = _extent(data)
    if attribute.fills_frame:
        end = len(data)
    elif end > len(data):
        raise DecodeError(f"the value lacks {end - len(data)} bytes")
    readings = attribute.read(endpoint, data[start:end])
    alarms = list(_causes(data[end:], attribute.fields, end - start))
    if command == _ALARM or alarms:
        name = attribute.quantities[0].key + (f"_{channel(endpoint)}" if endpoint else "")
        readings.append(Reading(THRESHOLD_ALARM, float(command == _ALARM or any(alarms)), name))
    return readings


def _extent(data: bytes) -> tuple[int, int]:
    """Where a value begins, behind its type and length, and where it ends."""
    kind = data[0]
    if kind in {0x41, 0x42}:
        return 2, 2 + data[1]
    if kind in {0x43, 0x4C}:
        return 3, 3 + int.from_bytes(data[1:3], "big")
    return 1, 1 + _SIZES.get(kind, len(data) - 1)


_SIZES = {
    **{0x08 + size: size + 1 for size in range(8)},  # general
    **{0x18 + size: size + 1 for size in range(4)},  # bitmap
    **{0x20 + size: size + 1 for size in range(4)},  # unsigned
    **{0x28 + size: size + 1 for size in range(4)},  # signed
    0x10: 1,
    0x30: 1,
    0x31: 2,
    0x39: 4,  # boolean, enumerations, float
}
"""Bytes of a value, by its type; one of another type, which some firmware sends, goes to the end of the frame."""

_FORM, _SHORT, _LONG = 0x30, 0x10, 0x20
_THRESHOLD, _DELTA = 2, 1


def _causes(data: bytes, fields: tuple[int, ...], size: int) -> Iterator[bool]:
    """For each cause of a report, whether it is an alarm."""
    form = data[0] & _FORM if data else 0
    if form not in {0, _SHORT, _LONG} or (form == 0 and len(data) > 1):
        raise DecodeError("unknown form of causes")
    at = 1
    while at < len(data):
        cause = data[at]
        yield cause & 0x80 != 0
        at += 1
        if form == _LONG:
            if fields:
                size = fields[data[at]]
                at += 1
            at = _past_criterion(data, at, size, cause >> 3 & 3)
    if at > len(data) > 0:
        raise DecodeError("the last cause does not fit the format: it is cut off")


def _past_criterion(data: bytes, at: int, size: int, mode: int) -> int:
    """Where a long cause ends: behind the value, and for a threshold its gap and its count, or its two counts."""
    if mode != _THRESHOLD:
        return at + size
    at += 2 * size
    return at + (5 if data[at] & 0x80 else 1)
