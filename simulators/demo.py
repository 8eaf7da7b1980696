"""What the demo runs: some days of the past, quickly, and then the present, at its own pace."""

import csv
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib import resources
from itertools import islice
from threading import Event, Thread

from simulators.fleet import Fleet, Place
from simulators.pace import paced
from simulators.spot import Trouble
from telemetry.errors import UnavailableError
from telemetry.record import RawMessage
from telemetry.times import to_ms, utc_now

_log = logging.getLogger(__name__)

SOURCES = ("chirpstack", "the_things_stack", "live_objects", "axis", "itxpt", "neuron", "shelly", "telegraf")
"""The dialects that a fleet speaks: `ingest.sources` of whoever wants to hear all of it."""


def troubles(now: datetime) -> dict[Place, list[Trouble]]:
    """What is wrong in the demo as it begins, from `troubles.csv`: hours before and after that instant."""
    found: dict[Place, list[Trouble]] = {}
    table = resources.files("simulators").joinpath("troubles.csv").read_text("utf-8")
    for row in csv.DictReader(table.splitlines()):
        begins = now.timestamp() - 3600.0 * float(row["hours_before"])
        ends = now.timestamp() + 3600.0 * float(row["hours_after"])
        place = Place(row["site"], int(row["position"]))
        found.setdefault(place, []).append(Trouble(row["what"], begins, ends))
    return found


class Backfill:
    """What a fleet said in the `days` before `until`; marked as history, for none of it is news."""

    def __init__(self, fleet: Fleet, until: datetime, days: float) -> None:
        self._fleet = fleet
        self.start = until - timedelta(days=days)
        self.until = until

    def __iter__(self) -> Iterator[RawMessage]:
        return (message._replace(retained=True) for message in self._fleet.events(self.start, self.until))

    def batches(self, size: int = 1000) -> Iterator[tuple[float, list[RawMessage]]]:
        """Messages by batches, each with the share of the whole (0 to 1) that is done with it."""
        first, last = to_ms(self.start), to_ms(self.until)
        messages = iter(self)
        while batch := list(islice(messages, size)):
            yield (batch[-1].received_ms - first) / (last - first), batch


class LiveSimulator:
    """A thread that publishes what a fleet says from `start` on, in real time at `speed` 1.

    What lies between `start` and the present is published at once: after a back-fill nothing is missing.
    """

    def __init__(
        self, fleet: Fleet, publish: Callable[[str, bytes], None], start: datetime, speed: float = 1.0
    ) -> None:
        self._fleet = fleet
        self._publish = publish
        self._begin = start
        self._speed = speed
        self._stop = Event()
        self._thread = Thread(target=self._run, name="live-simulator", daemon=True)

    def start(self) -> None:
        """Begin to publish."""
        self._thread.start()

    def stop(self) -> None:
        """Cease, and wait for the thread."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        events = self._fleet.events(self._begin)
        try:
            for message in paced(events, self._speed, self._stop, to_ms(utc_now())):
                self._publish(message.topic, message.payload)
        except UnavailableError as error:
            _log.warning("the simulation ends: %s", error)
