"""Decentlab's payload grammar: a head, then the 16-bit words of each sensor that a flag of the head announces.

Big-endian throughout. The payload does not say which model sent it, so a device is a table: its sensors in the
order of the flags, lowest bit first, each with the number of its words and the formulas of its values. Source: the
"Decoding the payload" chapter of every Decentlab data sheet.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from struct import Struct
from types import MappingProxyType
from typing import NamedTuple

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_VOLTAGE, Kind, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

# Version of the protocol, device id, flags.
_HEAD = Struct(">BHH")
_VERSION = 2

MIDDLE = 32768
"""Signed values are sent with this added."""

Words = Sequence[int]

Parameters = Mapping[str, float]
"""Constants of one device, such as its calibration, by name."""

Formula = Callable[[Words, Parameters], float | None]
"""A value in its quantity's unit, if there is one, of the words of a sensor and the constants of the device."""

NO_PARAMETERS: Parameters = MappingProxyType({})


class Value(NamedTuple):
    """One value of a sensor; there is none when word `absent` is zero, which is how a missing probe reads."""

    quantity: Quantity
    formula: Formula
    channel: str = MAIN_CHANNEL
    absent: int | None = None


class Sensor(NamedTuple):
    """What one flag announces: so many words, and the values in them."""

    words: int
    values: tuple[Value, ...]


def signed(
    quantity: Quantity, word: int, divisor: float = 1, channel: str = MAIN_CHANNEL, *, absent: int | None = None
) -> Value:
    """A value whose zero is in the middle of the word's range."""
    return Value(quantity, lambda x, _: (x[word] - MIDDLE) / divisor, channel, absent)


def unsigned(quantity: Quantity, word: int, divisor: float = 1, channel: str = MAIN_CHANNEL) -> Value:
    """A value that is a word divided."""
    return Value(quantity, lambda x, _: x[word] / divisor, channel)


def long(x: Words, word: int) -> int:
    """Two words as one number, the lower first."""
    return x[word] + x[word + 1] * 65536


def ratio(x: Words, word: int = 0) -> float:
    """What the 24-bit converter measured, as a part of its reference, from -1 to 1."""
    return long(x, word) / 8388608 - 1


BATTERY = Sensor(1, (unsigned(BATTERY_VOLTAGE, 0, 1000),))


def decentlab(
    models: tuple[str, ...], *sensors: Sensor, aliases: tuple[str, ...] = (), parameters: Parameters = NO_PARAMETERS
) -> Decoder:
    """The decoder of the models with these sensors; each is named `dl-…` in the public device repositories.

    `aliases` are further names there. A tag of the device, named as one of `parameters`, takes the place of its
    value: Decentlab prints the constants of each device on its label.
    """
    return Decoder(
        vendor="Decentlab",
        models=models,
        spec=f"{models[0]} data sheet, Decoding the payload",
        emits=frozenset(value.quantity for sensor in sensors for value in sensor.values),
        decode=_decoder(sensors, parameters),
        aliases=aliases or tuple(f"decentlab/{model.lower()}" for model in models),
    )


def _decoder(sensors: tuple[Sensor, ...], parameters: Parameters) -> Callable[[Uplink], list[Reading]]:
    def decode(uplink: Uplink) -> list[Reading]:
        words, flags = _words(uplink.payload)
        if flags >> len(sensors):
            raise DecodeError(f"flags {flags:#x} announce a sensor that this model has not")
        constants = _constants(uplink.network.tags, parameters)
        readings: list[Reading] = []
        start = 0
        for number, sensor in enumerate(sensors):
            if flags >> number & 1:
                x = words[start : start + sensor.words]
                if len(x) < sensor.words:
                    raise DecodeError(f"sensor {number} has {len(x)} words; expected {sensor.words}")
                readings += _readings(sensor, x, constants)
                start += sensor.words
        if start != len(words):
            raise DecodeError(f"{len(words)} words; the flags announce {start}")
        return readings

    return decode


def _words(payload: bytes) -> tuple[tuple[int, ...], int]:
    """The words behind the head, and the flags in it."""
    version, _, flags = _HEAD.unpack_from(payload)
    if version != _VERSION:
        raise DecodeError(f"protocol version {version}; expected {_VERSION}")
    size = len(payload) - _HEAD.size
    return Struct(f">{size // 2}H").unpack(payload[_HEAD.size :]), flags


def _constants(tags: Mapping[str, str], defaults: Parameters) -> Parameters:
    """The parameters of a device: its tags where it has them."""
    return {name: _constant(name, tags[name]) if name in tags else value for name, value in defaults.items()}


def _constant(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise DecodeError(f"tag {name}={text!r:.40} is no number") from error


def _readings(sensor: Sensor, x: Words, constants: Parameters) -> Iterator[Reading]:
    """The values of a sensor; words of which a formula makes no number (a division by zero) are refused."""
    for quantity, formula, channel, absent in sensor.values:
        if absent is not None and not x[absent]:
            continue
        try:
            number = formula(x, constants)
        except (ValueError, ZeroDivisionError) as error:
            raise DecodeError(f"words {list(x)} give no {quantity.key}") from error
        if number is None:
            continue
        if not math.isfinite(number) or (quantity.kind is Kind.STATE and number not in {0, 1}):
            raise DecodeError(f"words {list(x)} give no {quantity.key}")
        yield Reading(quantity, float(number), channel)
