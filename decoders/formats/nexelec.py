"""Nexelec's frames: a header that names the product and the message, then fields packed in bits, the highest first.

Newer products give a byte to the product and one to the message; the first ones a half byte to each. A field that
firmware added later is missing from a shorter frame. Source: Nexelec's technical guides, and the frame references
published with its decoders.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from decoders.formats.bits import Bits, Field, Flag, bits_of
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, CO, RELATIVE_HUMIDITY, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_LITRES_PER_MOLE = 24.055
"""Of air at 20 °C and 101.3 kPa, the reference of directive 2008/50/EC, annex VI."""


Message = Callable[[Bits, Uplink], Iterable[Reading]]
"""Reads one kind of message."""


def temperature(offset: int, channel: str = MAIN_CHANNEL) -> Field:
    """A temperature in ten bits, tenths of a degree from -30 °C."""
    return Field(offset, 10, AIR_TEMPERATURE, channel, shift=-300, divisor=10)


def humidity(offset: int, size: int = 10, channel: str = MAIN_CHANNEL) -> Field:
    """A relative humidity, in tenths of a percent (ten bits) or halves (eight bits)."""
    return Field(offset, size, RELATIVE_HUMIDITY, channel, divisor=10 if size == 10 else 2)


def gas(offset: int, size: int, quantity: Quantity, molar_mass: float, codes: int = 3) -> Field:
    """A gas in ppb, or in ppm for CO, kept in µg/m³, or in mg/m³ for CO, at 20 °C."""
    return Field(offset, size, quantity, codes=codes, factor=molar_mass / _LITRES_PER_MOLE)


def carbon_monoxide(offset: int) -> Field:
    """CO in ten bits of ppm."""
    return gas(offset, 10, CO, 28.010)


def message(minimum: int, *fields: Field | Flag) -> Message:
    """A message of these fields; one of fewer than `minimum` bytes was cut."""

    def read(bits: Bits, _uplink: Uplink) -> Iterator[Reading]:
        if bits.size < 8 * minimum:
            raise DecodeError(f"{bits.size // 8} bytes; the message has at least {minimum}")
        for field in fields:
            yield from field.readings(bits)

    return read


def event(quantity: Quantity) -> Message:
    """A message whose arrival is what it says."""
    return lambda _bits, _uplink: [Reading(quantity, 1.0)]


def nothing(_bits: Bits, _uplink: Uplink) -> Iterable[Reading]:
    """A message of settings, of versions, or that the product is alive."""
    return ()


@dataclass(frozen=True, slots=True)
class Log:
    """Past samples: how many, how far apart (in units of `minutes`), and where in the message; each is `sample`.

    The fields of `sample` are placed from the start of a sample; `period` is an (offset, size) in the message, and so
    is `count`, unless it is fixed.
    """

    sample: tuple[Field, ...]
    first: int
    period: tuple[int, int]
    number: tuple[int, int] | int
    minutes: int = 10
    newest_first: bool = True

    def __call__(self, bits: Bits, uplink: Uplink) -> Iterator[Reading]:
        """The samples with their times, counted back from the uplink's."""
        count = self.number if isinstance(self.number, int) else bits.cut(*self.number)
        period = bits.cut(*self.period)
        size = sum(field.size for field in self.sample)
        if count is None or period is None or bits.size < self.first + count * size:
            raise DecodeError("the message is shorter than the number of its samples says")
        if count > 1 and period == 0:
            raise DecodeError("the message says that its samples have no time between them")
        step = timedelta(minutes=period * self.minutes)
        for n in range(count):
            age = n if self.newest_first else count - 1 - n
            time = uplink.time - age * step if age else None
            for field in self.sample:
                placed = field._replace(offset=self.first + n * size + field.offset)
                for reading in placed.readings(bits):
                    yield reading._replace(time=time)


def log(field: Field, minutes: int = 10) -> Log:
    """The usual log: a number of samples, the period in units of `minutes`, repetitions, and samples of one field."""
    return Log((field,), first=36, period=(22, 8), number=(16, 6), minutes=minutes)


Messages = Mapping[bytes, Message]
"""Messages by the header that begins them."""


def of_products(products: Iterable[int], messages: Mapping[int, Message]) -> dict[bytes, Message]:
    """Messages by product and message byte."""
    return {bytes((product, code)): reader for product in products for code, reader in messages.items()}


def decoder(messages: Messages) -> Callable[[Uplink], list[Reading]]:
    """The decode function of products with these messages."""
    (header_size,) = {len(header) for header in messages}

    def decode(uplink: Uplink) -> list[Reading]:
        header = uplink.payload[:header_size]
        if header not in messages:
            raise DecodeError(f"unknown product or message {header.hex()}")
        return list(messages[header](bits_of(uplink.payload), uplink))

    return decode
