"""Adeunis Analog and Analog V2, two inputs of 0-10 V or 4-20 mA."""

from collections.abc import Iterable, Iterator
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.adeunis import HOUR, Frame, Row, Value, decoder, samples
from telemetry.errors import DecodeError
from telemetry.quantity import CURRENT_LOOP, DEVICE_FAULT, LOW_BATTERY, THRESHOLD_ALARM, VOLTAGE
from telemetry.reading import Reading

_CHANNELS = "ab"
_VOLTS, _MILLIAMPERES = 1, 2
_ALARMS = {"a": 0x08, "b": 0x10}

_INPUT = Struct(">I")
_ALARM = Struct(">BH")


def _both(body: bytes, status: int) -> Iterator[Row]:
    """Each input in four bytes: what it measures (low bits of the first), then microvolts or tens of nanoamperes.

    Thousandths are kept, as the maker's own software does and as the V2 sends.
    """
    raws = [raw for (raw,) in _INPUT.iter_unpack(body)]
    row = [Reading(THRESHOLD_ALARM, float(status & bit != 0), channel) for channel, bit in _ALARMS.items()]
    for channel, raw in zip(_CHANNELS, raws, strict=False):
        kind, value = raw >> 24 & 0x0F, raw & 0xFFFFFF
        if kind == _VOLTS:
            row.append(Reading(VOLTAGE, round(value / 1_000_000, 3), channel))
        elif kind == _MILLIAMPERES:
            row.append(Reading(CURRENT_LOOP, round(value / 100_000, 3), channel))
    if len(raws) != len(_CHANNELS):
        raise DecodeError(f"{len(raws)} inputs; expected {len(_CHANNELS)}")
    yield row


def _active(flags: int) -> tuple[Value, ...]:
    """The inputs that the first byte says are on; each has a bit for that and a bit for 4-20 mA."""
    found = [
        Value(CURRENT_LOOP if flags >> 2 * n & 2 else VOLTAGE, 1000, channel)
        for n, channel in enumerate(_CHANNELS)
        if flags >> 2 * n & 1
    ]
    if not found:
        raise DecodeError("the frame says that no input is active")
    return tuple(found)


def _samples(body: bytes, status: int) -> Iterable[Row]:
    values = _active(body[0])
    return samples("H" * len(values), *values)(body[1:], status)


def _alarms(body: bytes, _status: int) -> Iterator[Row]:
    """Each active input's alarm (none, high, low or its contact) and value, in thousandths."""
    values = _active(body[0])
    if len(body) != 1 + _ALARM.size * len(values):
        raise DecodeError(
            f"an alarm of {len(values)} inputs has {_ALARM.size * len(values)} bytes, not {len(body) - 1}"
        )
    row: list[Reading] = []
    for value, (alarm, raw) in zip(values, _ALARM.iter_unpack(body[1:]), strict=True):
        row.append(Reading(THRESHOLD_ALARM, float(alarm != 0), value.channel))
        row += value.readings(raw)
    yield row


_FRAMES: dict[int, Frame] = {0x30: _both, 0x38: _samples, 0x42: _both, 0x71: _samples, 0x72: _alarms}

DECODER = Decoder(
    vendor="Adeunis",
    models=("Analog", "Analog V2", "Analog PWR V2"),
    spec="ANALOG V2 technical reference manual 2.1.1, frames; sampling period: register 321",
    emits=frozenset({CURRENT_LOOP, DEVICE_FAULT, LOW_BATTERY, THRESHOLD_ALARM, VOLTAGE}),
    decode=decoder(_FRAMES, period=HOUR, timed={0x38, 0x71, 0x72}),
    aliases=("adeunis/analog", "adeunis/analog2", "adeunis/analog-v2"),
)
