"""Which instant a value is stored at: the device's own where it can be believed, else the network's, else ours.

| what arrives | what is stored |
|---|---|
| network time before 2015, or more than five minutes after our reception | our time of reception |
| late data, however late | its own time |
| all readings at one device time before 2015 or more than five minutes after the network's | the network's time |
| readings at several times, one of them so | nothing: quarantined, for nobody knows by how much it is wrong |
"""

from collections.abc import Sequence

from telemetry.errors import DecodeError
from telemetry.reading import Reading
from telemetry.times import LORAWAN_EPOCH, from_ms, to_ms
from telemetry.uplink import Event

FUTURE_MS = 5 * 60_000
"""How far ahead of the receiver's clock a sender's may be."""

_EARLIEST_MS = to_ms(LORAWAN_EPOCH)


def event_ms(event: Event, received_ms: int) -> int:
    """The time of an event by the network, or `received_ms` when the network's clock cannot be right."""
    time_ms = to_ms(event.time)
    return time_ms if _EARLIEST_MS <= time_ms <= received_ms + FUTURE_MS else received_ms


def reading_times(readings: Sequence[Reading], heard_ms: int) -> list[int]:
    """The stored time of each reading of an event that the network heard at `heard_ms`.

    Raises `DecodeError` when a frame of several instants has one that cannot be right: its others are then
    as doubtful, and shifting them would be a guess.
    """
    if all(reading.time is None for reading in readings):
        return [heard_ms] * len(readings)
    times = [heard_ms if reading.time is None else to_ms(reading.time) for reading in readings]
    wrong = next((time for time in times if not _EARLIEST_MS <= time <= heard_ms + FUTURE_MS), None)
    if wrong is None:
        return times
    if min(times) == max(times):
        return [heard_ms] * len(readings)
    raise DecodeError(
        f"samples of several times, one of them {_iso(wrong)}, heard {_iso(heard_ms)}: the clock is wrong"
    )


def _iso(time_ms: int) -> str:
    return from_ms(time_ms).isoformat(timespec="seconds")
