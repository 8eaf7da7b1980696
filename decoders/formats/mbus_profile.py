"""M-Bus inverse compact profiles (EN 13757-3 Annex F): a stored value, and how it changed on the way back in time."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, timedelta

from decoders.formats.mbus import Record
from telemetry.errors import DecodeError

_STEPS = (timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
_LONGEST_STEP = 250
_MONTHS, _MONTHS_OF_UNIT = 254, {1: 6, 2: 3, 3: 1}
"""A spacing of 254 is half a year, a quarter or a month, by its unit."""

_INCREMENT, _DECREMENT, _DIFFERENCE = 1, 2, 3


def unfold(profile: Record, base: float, time: datetime) -> Iterator[tuple[float, datetime]]:
    """The values before `base`, the raw value at `time`, the newest first; a missing one ends them."""
    control, spacing = profile.data[0], profile.data[1]
    size, unit, mode = control & 0xF, control >> 4 & 3, control >> 6
    if not 1 <= size <= 4 or mode not in {_INCREMENT, _DECREMENT, _DIFFERENCE}:
        raise DecodeError(f"a profile with spacing control {control:#04x}")
    differs = mode == _DIFFERENCE
    missing = -1 << 8 * size - 1 if differs else (1 << 8 * size) - 1
    for at in range(2, len(profile.data) - size + 1, size):
        change = int.from_bytes(profile.data[at : at + size], "little", signed=differs)
        before = _before(time, unit, spacing)
        if change == missing or before is None:
            return
        base, time = base + change if mode == _DECREMENT else base - change, before
        yield base, time


def _before(time: datetime, unit: int, spacing: int) -> datetime | None:
    if 0 < spacing <= _LONGEST_STEP:
        return time - spacing * _STEPS[unit]
    if spacing != _MONTHS or unit not in _MONTHS_OF_UNIT:
        return None
    year, month = divmod(time.year * 12 + time.month - 1 - _MONTHS_OF_UNIT[unit], 12)
    return time.replace(year=year, month=month + 1, day=min(time.day, monthrange(year, month + 1)[1]))
