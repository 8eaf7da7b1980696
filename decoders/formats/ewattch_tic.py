"""What Ewattch's sensors send of French electricity meters, which they read by the customer output ("TIC")."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import (
    ACTIVE_ENERGY,
    ACTIVE_ENERGY_EXPORTED,
    ACTIVE_POWER,
    DEVICE_FAULT,
    REACTIVE_ENERGY,
    REACTIVE_ENERGY_EXPORTED,
    REACTIVE_POWER,
    Quantity,
)
from telemetry.reading import Reading

Take = Callable[[int], bytes]
"""Takes the next bytes of a frame."""

_NO_METER = 0x00
_FAULTS = {0x0E, 0x0F}
"""In the low half of the meter's type: it answers nonsense, or is faulty."""


class Index(NamedTuple):
    """One number of a meter: `size` bytes, its quantity is raw × `factor`; `label` is the tariff."""

    quantity: Quantity
    size: int
    factor: int
    label: str


def _indexes(size: int, factor: int, *labels: str) -> tuple[Index, ...]:
    return tuple(Index(ACTIVE_ENERGY, size, factor, label) for label in labels)


_BLUE = {
    0: _indexes(4, 1, "base"),
    1: _indexes(4, 1, "off_peak", "peak"),
    2: _indexes(4, 1, "normal", "critical"),
    3: _indexes(4, 1, "off_peak_blue", "off_peak_white", "off_peak_red", "peak_blue", "peak_white", "peak_red"),
}
"""Household meters, by subscription."""

_ICE = {
    0x0A: ("p", "hph", "hch", "hpe", "hce"),
    0x0B: ("p", "hph", "hch", "hpd", "hcd", "hpe", "hce", "ja"),
    0x10: ("pm", "hh", "hpe", "hce"),
    0x11: ("pm", "hh", "hd", "hpe", "hce", "ja"),
    0x12: ("pm", "hm", "dsm", "scm"),
}
"""Large customers' meters, by subscription: the tariff periods as the supplier abbreviates them."""

_PME_PMI = tuple(
    Index(quantity, 3, 1000, label)
    for label in ("period", "previous_period")
    for quantity in (ACTIVE_ENERGY, REACTIVE_ENERGY, REACTIVE_ENERGY_EXPORTED)
)
_ICE_POWERS = (Index(ACTIVE_POWER, 2, 1000, "ten_minutes"), Index(REACTIVE_POWER, 2, 1000, "ten_minutes"))


def _layout(kind: int, take: Take) -> tuple[Index, ...]:
    """The numbers that follow, once the bytes about the tariff are taken."""
    if kind == 0x10:
        return _BLUE.get(take(2)[1] >> 5, ())
    if kind == 0x20:
        take(1)
        return _indexes(3, 1000, "1", "2", "3", "4")
    if kind == 0x30:
        take(2)
        return _PME_PMI
    if kind == 0x40:
        return _ICE_POWERS + _indexes(3, 1000, *_ICE.get(take(2)[0], ()))
    if kind in {0x50, 0x51}:
        take(2)
        exported = (Index(ACTIVE_ENERGY_EXPORTED, 4, 1, "tic"),)
        return _indexes(4, 1, "tic") + (exported if kind == 0x51 else ())
    if kind == 0x60:
        take(6)
        return _indexes(4, 1, "1", "2", "3", "4", "5", "6", "7", "8")
    raise DecodeError(f"unknown type of meter {kind:#04x}")


def tic(take: Take, place: str) -> Iterator[Reading]:
    """The numbers of a meter; one that cannot be read states its fault."""
    kind = take(1)[0]
    if kind == _NO_METER or kind & 0x0F in _FAULTS:
        yield Reading(DEVICE_FAULT, 1.0, place)
        return
    for quantity, size, factor, label in _layout(kind, take):
        yield Reading(quantity, float(int.from_bytes(take(size), "little") * factor), f"{place}_{label}")
