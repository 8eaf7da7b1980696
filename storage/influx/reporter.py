"""The service's own health and directory in InfluxDB, for dashboards that see nothing but InfluxDB."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from threading import Event, Thread

from storage.influx.directory import directory_lines
from storage.influx.endpoint import InfluxEndpoint
from storage.influx.lines import escaped
from storage.influx.writing import Writer, send, writer_of
from telemetry.errors import TelemetryError
from telemetry.metrics import Metric, Metrics
from telemetry.ports import Registry
from telemetry.times import to_ms, utc_now

PERIOD_S = 15.0
"""Seconds between two rows of metrics."""
_DIRECTORY_EVERY = 240
"""Rows of metrics from one directory to the next: an hour."""
WHOLE = "all"
"""The tag of a metric without labels: InfluxDB has no empty tag."""

_log = logging.getLogger(__name__)


class Reporter:
    """Writes `samara` (metrics) every 15 s, and `sites`, `devices` and `series` every hour.

    Nothing waits for it and nothing is written later: health that could not be written is a gap, which is
    what it was. `instance` tells processes apart that share the database.
    """

    def __init__(self, endpoint: InfluxEndpoint, registry: Registry, metrics: Metrics, instance: str) -> None:
        self._endpoint = endpoint
        self._registry = registry
        self._metrics = metrics
        self._instance = instance
        self._stopping = Event()
        self._failing = False
        self._thread = Thread(target=self._run, name="influx-reporter", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Cease, and wait for the row in hand."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        with closing(writer_of(self._endpoint)) as writer:
            rounds = 0
            while True:
                written = self._report(writer, with_directory=rounds % _DIRECTORY_EVERY == 0)
                # A directory that could not be written is tried again at the next row.
                rounds += written or rounds % _DIRECTORY_EVERY != 0
                if self._stopping.wait(PERIOD_S):
                    return

    def _report(self, writer: Writer, *, with_directory: bool) -> bool:
        """Write once; a failure is logged when it begins, and its end too."""
        now_ms = to_ms(utc_now())
        try:
            send(writer, metric_lines(self._metrics.collect(), self._instance, now_ms))
            if with_directory:
                send(writer, directory_lines(self._registry, now_ms))
        except TelemetryError as error:
            if not self._failing:
                _log.warning("health and directory are not written for dashboards: %s", error)
            self._failing = True
            return False
        if self._failing:
            _log.info("health and directory are written again")
        self._failing = False
        return True


def metric_lines(metrics: Iterable[Metric], instance: str, time_ms: int) -> Iterator[str]:
    """One line for each set of labels, named by their values; a metric is a field."""
    fields: dict[str, list[str]] = defaultdict(list)
    for metric in metrics:
        label = " ".join(value for _, value in metric.labels)
        fields[label].append(f"{metric.name}={float(metric.value)}")
    for label, values in fields.items():
        tags = f"instance={escaped(instance, WHOLE)},label={escaped(label, WHOLE)}"
        yield f"samara,{tags} {','.join(values)} {time_ms}"
