"""What must be done now and then: roll-ups, retention, pruning the journal, reading the registry again."""

import logging
import time
from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import NamedTuple

from telemetry.errors import TelemetryError

logger = logging.getLogger(__name__)


class Job(NamedTuple):
    """Something to do every `every_s` seconds."""

    name: str
    every_s: float
    run: Callable[[], object]


class Housekeeping:
    """One thread that runs each job when it is due; one that fails is logged and tried again at its next turn."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = tuple(jobs)
        self._due = [0.0] * len(self._jobs)
        self._refusals = [""] * len(self._jobs)
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Run all jobs once, then each in its rhythm, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the job in hand."""
        self._stopping.set()
        if self._thread.ident:  # It may never have been started.
            self._thread.join()

    def tick(self, now_s: float) -> float:
        """Run what is due at `now_s`, and return when the next job will be."""
        for number, job in enumerate(self._jobs):
            if self._due[number] <= now_s and not self._stopping.is_set():
                self._due[number] = now_s + job.every_s
                self._do(number, job)
        return min(self._due, default=now_s + 1)

    def _do(self, number: int, job: Job) -> None:
        refusal = ""
        try:
            job.run()
        except TelemetryError as error:
            # A database stays away for hours: that is told once, and is no bug that needs a traceback.
            refusal = str(error)
            if refusal != self._refusals[number]:
                logger.warning("%s waits: %s", job.name, refusal)
        except Exception:
            logger.exception("%s failed; again in %g s", job.name, job.every_s)
        self._refusals[number] = refusal

    def _run(self) -> None:
        while not self._stopping.is_set():
            next_due = self.tick(time.monotonic())
            self._stopping.wait(max(0.0, next_due - time.monotonic()))
