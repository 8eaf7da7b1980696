"""The protobuf of Sparkplug B payloads (Eclipse Sparkplug 3.0 §6.4), without data sets and templates.

The descriptor is built here, from the table below: no generated file, no compiler. Members that the table
leaves out stay in a message that is parsed and written again, as unknown fields.
"""

from collections.abc import Iterator
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from telemetry.errors import ParseError

_PACKAGE = "samara.sparkplug_b"
_TYPES = descriptor_pb2.FieldDescriptorProto.Type

# Number, name, type; `*` is a list. Those whose name ends in `_value` are one of a choice.
_MESSAGES: dict[str, tuple[tuple[int, str, str], ...]] = {
    "Payload": ((1, "timestamp", "uint64"), (2, "metrics", "*Metric"), (3, "seq", "uint64")),
    "Metric": (
        (1, "name", "string"),
        (2, "alias", "uint64"),
        (3, "timestamp", "uint64"),
        (4, "datatype", "uint32"),
        (5, "is_historical", "bool"),
        (7, "is_null", "bool"),
        (9, "properties", "PropertySet"),
        (10, "int_value", "uint32"),
        (11, "long_value", "uint64"),
        (12, "float_value", "float"),
        (13, "double_value", "double"),
        (14, "boolean_value", "bool"),
        (15, "string_value", "string"),
    ),
    "PropertySet": ((1, "keys", "*string"), (2, "values", "*PropertyValue")),
    "PropertyValue": (
        (1, "type", "uint32"),
        (3, "int_value", "uint32"),
        (4, "long_value", "uint64"),
        (8, "string_value", "string"),
    ),
}


def _file() -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto(name="samara/sparkplug_b.proto", package=_PACKAGE, syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        if any(field_name.endswith("_value") for _, field_name, _ in fields):
            message.oneof_decl.add(name="value")
        for number, field_name, kind in fields:
            base = kind.removeprefix("*")
            field = message.field.add(name=field_name, number=number)
            field.label = field.LABEL_REPEATED if kind.startswith("*") else field.LABEL_OPTIONAL
            if base in _MESSAGES:
                field.type, field.type_name = field.TYPE_MESSAGE, f".{_PACKAGE}.{base}"
            else:
                field.type = _TYPES.Value(f"TYPE_{base.upper()}")
            if field_name.endswith("_value"):
                field.oneof_index = 0
    return file


_POOL = descriptor_pool.DescriptorPool()
_POOL.Add(_file())
Payload: Any = message_factory.GetMessageClass(_POOL.FindMessageTypeByName(f"{_PACKAGE}.Payload"))

BOOLEAN = 11
_SIGNED_BITS = {1: 8, 2: 16, 3: 32, 4: 64}
"""Data types Int8 to Int64: their values travel as two's complement in an unsigned field."""


def read(body: bytes) -> Any:
    """The payload of a message, or `ParseError`."""
    try:
        payload = Payload.FromString(body)
    except DecodeError as error:
        raise ParseError(f"not a Sparkplug B payload: {error}") from error
    # proto2 does not check texts: what is not UTF-8 comes out as bytes.
    if not all(isinstance(text, str) for metric in payload.metrics for text in _texts(metric)):
        raise ParseError("not a Sparkplug B payload: a text that is not UTF-8")
    return payload


def _texts(metric: Any) -> Iterator[Any]:
    yield metric.name
    yield metric.string_value
    yield from metric.properties.keys
    yield from (value.string_value for value in metric.properties.values)


def value_of(metric: Any) -> float | bool | str | None:
    """The value of a metric, by its data type; None when it has none, or one of a type that the table lacks."""
    member = None if metric.is_null else metric.WhichOneof("value")
    if member is None:
        return None
    value: float | bool | str = getattr(metric, member)
    if metric.datatype == BOOLEAN:
        return bool(value)
    bits = _SIGNED_BITS.get(metric.datatype)
    if bits and isinstance(value, int):
        value &= (1 << bits) - 1
        return value - (1 << bits) if value >> (bits - 1) else value
    return value


def properties_of(metric: Any) -> dict[str, int | str]:
    """The properties that are texts or whole numbers, by their names."""
    members = ((value, value.WhichOneof("value")) for value in metric.properties.values)
    found = [getattr(value, member) if member else None for value, member in members]
    return {key: value for key, value in zip(metric.properties.keys, found, strict=False) if value is not None}
