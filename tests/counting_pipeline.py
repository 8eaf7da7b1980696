"""The real pipeline with one decoder of its own, which remembers what it was given."""

from collections.abc import Sequence

from decoders.contract import Decoder
from decoders.registry import Decoders
from ingest.deduplication import Deduplicator
from ingest.pipeline import Outcome, Pipeline
from ingest.sources.contract import Sources
from telemetry.errors import DecodeError
from telemetry.ports import Registry
from telemetry.quantity import AIR_TEMPERATURE
from telemetry.reading import Reading
from telemetry.record import JournalEntry
from telemetry.uplink import Uplink


def thermometer(uplink: Uplink) -> list[Reading]:
    """The first byte is a temperature, unless it is 255."""
    if uplink.payload == b"\xff":
        raise DecodeError("not a temperature")
    return [Reading(AIR_TEMPERATURE, float(uplink.payload[0]))]


class CountingPipeline(Pipeline):
    """Remembers the entries it has processed, in order."""

    def __init__(self, registry: Registry) -> None:
        one = Decoder("Milesight", ("EM300-TH",), "manual", frozenset({AIR_TEMPERATURE}), thermometer, id="th")
        super().__init__(Sources.named(["chirpstack"]), registry, Decoders([one]))
        self.seqs: list[int] = []

    def process(self, entries: Sequence[JournalEntry], deduplicator: Deduplicator | None) -> list[Outcome]:
        self.seqs += [entry.seq for entry in entries]
        return super().process(entries, deduplicator)
