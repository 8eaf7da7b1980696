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
    """The whole. A unit is: dev_eui, pulse, stale, watches on the device, series (id, last time and value, watches).

    A site's watch is: number of the rule, address, and what it remembers.
    """

    version: int
    now_ms: int
    rules: list[str]
    units: list[tuple[str, list[float], bool, Remembered, list[tuple[int, int, float, Remembered]]]]
    sites: list[tuple[int, tuple[str, str, str, str, str], list[Any]]]


_DECODER = msgspec.msgpack.Decoder(Memory)


def dump(units: Iterable[Unit], sites: Iterable[Watch], now_ms: int) -> bytes:
    """The memory of all units, and of the watches of sites."""
    names: dict[str, int] = {}

    def remembered(watches: Iterable[Watch]) -> Remembered:
        kept = ((watch.rule.id, watch.dump()) for watch in watches)
        return [(names.setdefault(rule, len(names)), memory) for rule, memory in kept if memory is not None]

    written = [
        (
            unit.device.dev_eui,
            unit.pulse.dump(),
            unit.stale,
            remembered(unit.own_watches()),
            [(trace.series.id, trace.last_ms, trace.value, remembered(trace.watches())) for trace in unit.traces],
        )
        for unit in units
    ]
    kept = [
        (names.setdefault(watch.rule.id, len(names)), watch.address, memory)
        for watch in sites
        if (memory := watch.dump()) is not None
    ]
    return msgspec.msgpack.encode(Memory(_VERSION, now_ms, list(names), written, kept))


def read_memory(snapshot: bytes) -> Memory:
    """What `dump` wrote; raises `msgspec.MsgspecError` or `ValueError` for anything else."""
    memory = _DECODER.decode(snapshot)
    if memory.version != _VERSION:
        raise ValueError(f"version {memory.version}")
    return memory
