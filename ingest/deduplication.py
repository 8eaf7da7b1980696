"""Tells an uplink heard again from a new one, in journal order, so that every reading back agrees.

MQTT delivers at least once, and two network servers may hear one frame. Whether an entry is a duplicate
depends on the entries before it and on nothing else: no clock, no arrival rate.
"""

from telemetry.errors import ConfigError
from telemetry.times import to_ms
from telemetry.uplink import Uplink

GENERATION = 16_384
"""Entries after which a generation of memories ends. It must exceed the messages that can be in flight from
the broker (its `max_inflight_messages`, or the receiver's `max_in_flight`), since those are delivered again."""

_Key = tuple[str, str] | tuple[str, int, bytes]


class Deduplicator:
    """Remembers the uplinks of this generation of journal entries and of the one before.

    Generations end at multiples of `GENERATION`, whoever reads and wherever he starts: one who primes from
    `first_needed` answers as one who has read from the beginning.
    """

    def __init__(self, window_ms: int) -> None:
        """`window_ms` is how far apart the network's times of one uplink heard twice may be."""
        if window_ms < 0:
            raise ConfigError(f"the deduplication window cannot be negative: {window_ms} ms")
        self._window_ms = window_ms
        self._generation = 0
        self._young: dict[_Key, int] = {}
        self._old: dict[_Key, int] = {}

    @staticmethod
    def first_needed(seq: int) -> int:
        """The first entry that must have been seen for a right answer about entry `seq`."""
        return max(1, (seq // GENERATION - 1) * GENERATION)

    def is_duplicate(self, seq: int, uplink: Uplink) -> bool:
        """Whether the uplink of this entry has been seen, by its deduplication id or by its counter and payload.

        Both hold only within the window of network times: a device that restarts its counter, or a publisher
        that writes one id into all its messages, loses nothing.
        """
        self._turn_to(seq // GENERATION)
        time_ms = to_ms(uplink.time)
        seen = self._note((uplink.dev_eui, uplink.f_cnt, uplink.payload), time_ms)
        if uplink.deduplication_id:
            seen |= self._note((uplink.dev_eui, uplink.deduplication_id), time_ms)
        return seen

    def _note(self, key: _Key, time_ms: int) -> bool:
        # The latest sighting counts, not the first: so it does not matter which was the first.
        before = self._young.get(key)
        if before is None:
            before = self._old.get(key)
        self._young[key] = time_ms
        return before is not None and abs(time_ms - before) <= self._window_ms

    def _turn_to(self, generation: int) -> None:
        if generation != self._generation:
            self._old = self._young if generation == self._generation + 1 else {}
            self._young = {}
            self._generation = generation
