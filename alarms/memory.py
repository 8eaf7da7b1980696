"""The evaluator's memory as bytes (MessagePack): what a restart takes up again.

Rules are named once and then by number; watches that have nothing to remember are left out, which are nearly all.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from alarms.detectors.watch import Watch
from alarms.units import Unit

_VERSION = 1

Remembered = list[tuple[int, list[Any]]]
"""Number of a rule, and what its watch remembers."""


class Memory(msgspec.Struct, array_like=True):
    """The whole. A unit is: dev_eui, pulse, stale, watches on the device, series (id, last time, watches)."""

    version: int
    now_ms: int
    rules: list[str]
    units: list[tuple[str, list[float], bool, Remembered, list[tuple[int, int, Remembered]]]]


_DECODER = msgspec.msgpack.Decoder(Memory)


def dump(units: Iterable[Unit], now_ms: int) -> bytes:
    """The memory of all units."""
    names: dict[str, int] = {}

    def remembered(watches: Iterable[Watch]) -> Remembered:
        kept = ((watch.rule.id, watch.dump()) for watch in watches)
        return [(names.setdefault(rule, len(names)), memory) for rule, memory in kept if memory is not None]

    written = [
        (
            unit.device.dev_eui,
            unit.pulse.dump(),
            unit.stale,
            remembered((*unit.silences, *(hearing.watch for hearing in unit.hearings))),
            [(trace.series.id, trace.last_ms, remembered(trace.watches())) for trace in unit.traces],
        )
        for unit in units
    ]
    return msgspec.msgpack.encode(Memory(_VERSION, now_ms, list(names), written))


def read_memory(snapshot: bytes) -> Memory:
    """What `dump` wrote; raises `msgspec.MsgspecError` or `ValueError` for anything else."""
    memory = _DECODER.decode(snapshot)
    if memory.version != _VERSION:
        raise ValueError(f"version {memory.version}")
    return memory
