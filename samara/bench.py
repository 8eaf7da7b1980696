"""What the console's pages of work are given: the journal of one process, its pipeline, and the files people keep."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from dashboards.console.workshop import Files, KeptUplink
from decoders.contract import Decoder
from decoders.registry import Decoders
from ingest.chirpstack_queue import LastHeard, newest_first
from ingest.pipeline import DecoderBugError, Pipeline
from ingest.reprocess import Reprocessor
from samara import wiring
from samara.alarming import rule_files
from samara.downlinks import decoder_of
from telemetry.device import Device
from telemetry.errors import ParseError
from telemetry.ports import Journal, Quarantine, ReadingStore
from telemetry.record import JournalEntry, QuarantineEntry
from telemetry.settings import Settings
from telemetry.uplink import Event, NetworkInfo, Uplink

LOOK_BACK = 200_000
"""Journal entries that are searched for a device's uplinks, the newest first."""
_NAMED_OTHERWISE = ("02", "06")
"""How the EUIs begin that no message holds, for they were made of another name: see `telemetry.eui`."""


class JournalBench:
    """The bench of an installation, on the journal."""

    def __init__(
        self, journal: Journal, pipeline: Pipeline, decoders: Decoders, store: ReadingStore, quarantine: Quarantine
    ) -> None:
        self.decoders = decoders
        self._journal = journal
        self._pipeline = pipeline
        self._again = Reprocessor(pipeline, store, quarantine)

    def uplinks(self, dev_eui: str, limit: int) -> list[KeptUplink]:
        return list(islice(self._uplinks(dev_eui), limit))

    def _uplinks(self, dev_eui: str) -> Iterator[KeptUplink]:
        for entry, events in self._about(dev_eui):
            for event in events:
                if isinstance(event, Uplink) and event.dev_eui == dev_eui:
                    yield KeptUplink(entry.seq, entry.received_ms, event)

    def _about(self, dev_eui: str) -> Iterator[tuple[JournalEntry, Sequence[Event]]]:
        """The entries that concern a device, the newest first.

        Most are put aside by looking for the EUI in their bytes, since reading them takes longer; where no
        message holds it, for it was made of another name, all are read.
        """
        wanted, found = dev_eui.encode(), False
        for one in self._read(dev_eui, lambda entry: dev_eui in entry.topic.lower() or wanted in entry.payload.lower()):
            found = True
            yield one
        if not found and dev_eui.startswith(_NAMED_OTHERWISE):
            yield from self._read(dev_eui, lambda _: True)

    def _read(
        self, dev_eui: str, could_be: Callable[[JournalEntry], bool]
    ) -> Iterator[tuple[JournalEntry, Sequence[Event]]]:
        for entry in filter(could_be, islice(newest_first(self._journal), LOOK_BACK)):
            try:
                events = self._pipeline.events(entry)
            except (ParseError, DecoderBugError):  # What no source understands is nobody's.
                continue
            if any(event.dev_eui == dev_eui for event in events):
                yield entry, events

    def uplinks_of(self, entry: QuarantineEntry) -> list[Uplink]:
        raw = JournalEntry(entry.seq, entry.source, entry.topic, entry.payload, entry.received_ms)
        try:
            events = self._pipeline.events(raw)
        except DecoderBugError as error:
            raise ParseError(str(error)) from error
        return [event for event in events if isinstance(event, Uplink)]

    def decoder_of(self, device: Device, network: NetworkInfo) -> Decoder:
        return decoder_of(device, self.decoders, LastHeard(network.application, network))

    def retry(self, entries: Sequence[QuarantineEntry]) -> str:
        return str(self._again.entries(list(entries)))

    def reprocess(self, dev_eui: str, since_ms: int) -> str:
        """As `samara reprocess --device`, but only what mentions the device is decoded."""
        found: list[QuarantineEntry] = []
        for entry, _ in self._about(dev_eui):
            if entry.received_ms < since_ms:
                break
            found.append(QuarantineEntry(*entry[:5], reason=""))
        return str(self._again.entries(found[::-1]))


def work_files(settings: Settings) -> Files:
    """Rules, policies and announced work, where the settings say that they are."""
    return Files(
        tuple(rule_files(settings.alarms)),
        settings.notify.policies,
        tuple(settings.notify.channels),
        wiring.windows_folder(settings),
        settings.data_dir / "proposals",
    )
