"""From a journal entry to records: parse, deduplicate, find the device, choose the time, decode, name the series.

Nothing here writes, except that an unknown device or series is registered: what comes out depends on the
entry, the registry and the decoders. So an entry may be processed any number of times, by any consumer.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from decoders.contract import Decoder, Result
from decoders.registry import Decoders
from ingest.deduplication import Deduplicator
from ingest.sources.contract import Sources
from ingest.timing import event_ms, reading_times
from telemetry.device import Device
from telemetry.errors import DecodeError, ParseError, UnknownDecoderError
from telemetry.ports import Registry
from telemetry.reading import Reading
from telemetry.record import JournalEntry, Point, QuarantineEntry, Record
from telemetry.uplink import Event, Notice, Report, Uplink

logger = logging.getLogger(__name__)

MAX_PAYLOAD = 256 * 1024
"""Bytes beyond which a message is cut and refused; a ChirpStack uplink heard by 300 gateways has fewer."""


class Outcome(NamedTuple):
    """What became of one journal entry. `refusal` is the class of the reason: parse, unbound, decode or bug."""

    seq: int
    records: tuple[Record, ...] = ()
    duplicates: int = 0
    refused: QuarantineEntry | None = None
    refusal: str = ""


class DecoderBugError(DecodeError):
    """A decoder or a source raised what its contract does not allow."""


@dataclass(slots=True)
class _Heard:
    """An event of a device, and what it says; a `decoder` is yet to tell, together with other uplinks."""

    event: Event
    device: Device
    said: Sequence[Reading] | DecodeError = ()
    decoder: Decoder | None = None


class _Parsed(NamedTuple):
    """The events of an entry that are no duplicates, or why there are none."""

    heard: Sequence[_Heard]
    duplicates: int
    error: ParseError | DecoderBugError | None = None


class Pipeline:
    """The steps, with what they need to know. Thread-safe when the registry is."""

    def __init__(
        self,
        sources: Sources,
        registry: Registry,
        decoders: Decoders,
        max_payload: int = MAX_PAYLOAD,
        live_within_ms: int = 3_600_000,
    ) -> None:
        """Records of data older than `live_within_ms` at its reception are not live."""
        self._sources = sources
        self._registry = registry
        self._decoders = decoders
        self._for_profile = lru_cache(4096)(decoders.for_profile)
        self._max_payload = max_payload
        self._live_within_ms = live_within_ms
        self._known_bugs: set[str] = set()

    def events(self, entry: JournalEntry) -> Sequence[Event]:
        """The events of an entry; raises `ParseError`, and `DecoderBugError` where the source's parser fails."""
        if len(entry.payload) > self._max_payload:
            raise ParseError(f"larger than {self._max_payload} bytes, and cut there")
        try:
            return self._sources.parse(entry)
        except ParseError:
            raise
        except Exception as error:
            raise self._bug(f"source {entry.source}", error) from error

    def process(self, entries: Sequence[JournalEntry], deduplicator: Deduplicator | None) -> list[Outcome]:
        """Take entries through all steps, in their order. Without a deduplicator, nothing is a duplicate.

        The uplinks of one codec, which runs in a process of its own, are decoded together. Raises
        `UnavailableError` when the registry cannot take an unknown device or series now.
        """
        parsed = [self._parse(entry, deduplicator) for entry in entries]
        self._read_together(parsed)
        return [self._outcome(entry, one) for entry, one in zip(entries, parsed, strict=True)]

    def _parse(self, entry: JournalEntry, deduplicator: Deduplicator | None) -> _Parsed:
        try:
            events = self.events(entry)
        except (ParseError, DecoderBugError) as error:
            return _Parsed((), 0, error)
        heard = [
            self._hear(event)
            for event in events
            if not (deduplicator and isinstance(event, Uplink) and deduplicator.is_duplicate(entry.seq, event))
        ]
        return _Parsed(heard, len(events) - len(heard))

    def _hear(self, event: Event) -> _Heard:
        """Find the device, and read what it says, unless its decoder reads many together."""
        device = self._registry.device(event.dev_eui) or self._registry.adopt(event)
        if isinstance(event, Report):
            return _Heard(event, device, event.readings)
        if isinstance(event, Notice) or event.f_port == 0:
            # Port 0 is the network's own (LoRaWAN 1.0.4 §4.3.2): an uplink without application data.
            return _Heard(event, device)
        try:
            decoder = self._bind(device, event)
        except DecodeError as error:
            return _Heard(event, device, error)
        return _Heard(event, device, decoder=decoder) if decoder.decode_many else self._read(event, device, decoder)

    def _read(self, uplink: Uplink, device: Device, decoder: Decoder) -> _Heard:
        try:
            return _Heard(uplink, device, decoder.read(uplink))
        except DecodeError as error:
            return _Heard(uplink, device, error)
        except Exception as error:  # noqa: BLE001 - a decoder may raise anything; it becomes a refusal
            return _Heard(uplink, device, self._bug(f"decoder {decoder.id}", error))

    def _read_together(self, parsed: Sequence[_Parsed]) -> None:
        decoders: dict[str, Decoder] = {}
        waiting: defaultdict[str, list[_Heard]] = defaultdict(list)
        for heard in (heard for one in parsed for heard in one.heard):
            if heard.decoder:
                decoders[heard.decoder.id] = heard.decoder
                waiting[heard.decoder.id].append(heard)
        for name, together in waiting.items():
            for heard, result in zip(together, self._results(decoders[name], together), strict=True):
                heard.said = result

    def _results(self, decoder: Decoder, together: Sequence[_Heard]) -> Sequence[Result]:
        try:
            return decoder.read_many([heard.event for heard in together if isinstance(heard.event, Uplink)])
        except Exception as error:  # noqa: BLE001 - as above
            return [self._bug(f"decoder {decoder.id}", error) for _ in together]

    def _outcome(self, entry: JournalEntry, parsed: _Parsed) -> Outcome:
        if parsed.error:
            return Outcome(entry.seq, refused=_quarantined(entry, parsed.error), refusal=_class_of(parsed.error))
        records: list[Record] = []
        refused, refusal = None, ""
        for heard in parsed.heard:
            event, device = heard.event, heard.device
            heard_ms = event_ms(event, entry.received_ms)
            points: tuple[Point, ...] = ()
            reason = None
            try:
                points = self._points(device, heard.said, heard_ms)
            except DecodeError as error:
                reason = str(error)
                refused, refusal = _quarantined(entry, error, device), _class_of(error)
            live = self._is_live(entry, event, heard_ms)
            records.append(Record(entry.seq, device, event, entry.received_ms, heard_ms, points, reason, live))
        return Outcome(entry.seq, tuple(records), parsed.duplicates, refused, refusal)

    def _is_live(self, entry: JournalEntry, event: Event, heard_ms: int) -> bool:
        historical = isinstance(event, Report) and event.historical
        return not (entry.retained or historical) and entry.received_ms - heard_ms <= self._live_within_ms

    def _bind(self, device: Device, uplink: Uplink) -> Decoder:
        """The decoder that the registry names, else the network server's `decoder` tag, else its profile name."""
        name = device.decoder or uplink.network.tags.get("decoder")
        if name:
            return self._decoders.find(name)
        profile = uplink.network.profile or device.profile
        decoder = self._for_profile(profile) if profile else None
        if decoder is None:
            raise UnknownDecoderError(
                f"no decoder is bound to {device.dev_eui} (profile {profile!r:.60}): name one that `samara decoders` "
                "lists in the inventory or in the `decoder` tag of the network server, then `samara quarantine retry`"
            )
        return decoder

    def _points(self, device: Device, said: Sequence[Reading] | DecodeError, heard_ms: int) -> tuple[Point, ...]:
        if isinstance(said, DecodeError):
            raise said
        try:
            times = reading_times(said, heard_ms)
            infinite = [reading.quantity.key for reading in said if not isfinite(reading.value)]
        except (TypeError, ValueError, OverflowError) as error:  # a naive time, a value that is no number
            raise self._bug(f"readings of {device.dev_eui}", error) from error
        if infinite:
            raise DecodeError(f"not a finite number: {', '.join(infinite)}")
        series = self._registry.series
        return tuple(
            [
                Point(series(device, reading.quantity, reading.channel), time_ms, reading.value)
                for reading, time_ms in zip(said, times, strict=True)
            ]
        )

    def _bug(self, where: str, error: Exception) -> DecoderBugError:
        if where not in self._known_bugs:  # Once is enough for the log; the quarantine counts the others.
            self._known_bugs.add(where)
            logger.error("%s fails on input that it should refuse", where, exc_info=error)
        return DecoderBugError(f"bug in {where}: {type(error).__name__}: {error}")


def _class_of(error: ParseError | DecodeError) -> str:
    match error:
        case ParseError():
            return "parse"
        case UnknownDecoderError():
            return "unbound"
        case DecoderBugError():
            return "bug"
    return "decode"


def _quarantined(entry: JournalEntry, error: Exception, device: Device | None = None) -> QuarantineEntry:
    kept = entry.seq, entry.source, entry.topic, entry.payload, entry.received_ms, str(error)
    return QuarantineEntry(*kept, device.dev_eui, device.tenant, device.decoder) if device else QuarantineEntry(*kept)
