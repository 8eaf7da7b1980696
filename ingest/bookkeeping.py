"""The consumer that quarantines what was refused and counts what came.

Being a consumer with a checkpoint, it does so once for each journal entry, however often the others decode
it, and a database that is away delays nobody else.
"""

from collections import Counter

from ingest.feed import Batch
from telemetry.metrics import Metrics
from telemetry.ports import Quarantine
from telemetry.uplink import Uplink

_COUNTERS = {
    "samara_uplinks_total": "Uplinks, duplicates aside",
    "samara_duplicates_total": "Uplinks heard again",
    "samara_readings_total": "Readings decoded",
    "samara_quarantined_total": "Messages that could not be parsed or decoded",
}


class Bookkeeper:
    """Keeps the quarantine and the counters; `handle` is its part as a consumer."""

    def __init__(self, quarantine: Quarantine, metrics: Metrics) -> None:
        self._quarantine = quarantine
        self._metrics = metrics
        for name, help_text in _COUNTERS.items():
            metrics.declare(name, help_text)
        metrics.gauge("samara_quarantine_entries", "Messages in quarantine now", quarantine.count)

    def handle(self, batch: Batch) -> None:
        """Quarantine first: when that fails, nothing has been counted yet."""
        if batch.refused:
            self._quarantine.put(batch.refused)
        records = batch.records
        add = self._metrics.add
        add("samara_uplinks_total", sum(isinstance(record.event, Uplink) for record in records))
        add("samara_readings_total", sum(len(record.points) for record in records))
        add("samara_duplicates_total", sum(outcome.duplicates for outcome in batch.outcomes))
        for refusal, count in Counter(outcome.refusal for outcome in batch.outcomes if outcome.refused).items():
            add("samara_quarantined_total", count, reason=refusal)
