"""What verdicts mean together: one cause instead of its many consequences, and nothing told that was announced.

Each source that a rule speaks of is an entry. What is to be said of it follows from the rule's last verdict, from
what carries its device, from the windows that are open and from its chatter; it is said when it changes.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from alarms.calendar.windows import Calendar, Mode, Window
from alarms.carriers import Carrier, Carriers, Pulse
from alarms.causes import CAUSES, Causes, Down
from alarms.chatter import Chatter
from alarms.groups import Groups
from alarms.topology.graph import Topology
from telemetry.alarm import Quality, Severity, Source, Verdict
from telemetry.ports import Registry
from telemetry.record import Record

_GROUP_WAIT_MS = 30_000
"""How long a consequence waits for its cause: children are found silent before their parent (Centreon #6471)."""
_LONGEST_HOLD_MS = 15 * 60_000
_LAST_WORDS_MS = 15 * 60_000


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What the correlator must know of the rules, by rule id.

    `silences` watch for silence. `untouchable` ones (fire, gas, intrusion by another path) are never held nor
    suppressed. `last_words` name the cause of a silence that follows them, such as `commercialPowerFailure`.
    """

    silences: frozenset[str] = frozenset()
    untouchable: frozenset[str] = frozenset()
    last_words: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Entry:
    """A source: what its rule says, until when that is held, what was said of it."""

    verdict: Verdict
    held_until_ms: int = 0
    said: Verdict | None = None


class Correlator:
    """The step between rules and alarms: verdicts in, verdicts out, in the order of `now_ms`."""

    def __init__(self, topology: Topology, registry: Registry, facts: RuleFacts, calendar: Calendar) -> None:
        self.facts = facts
        self.calendar = calendar
        self._registry = registry
        self._carriers = Carriers(topology)
        self._causes = Causes(topology, registry, self._carriers)
        self._groups = Groups()
        self._entries: dict[Source, _Entry] = {}
        self._by_device: dict[str, set[Source]] = defaultdict(set)
        self._held: set[Source] = set()
        self._dirty: set[Source] = set()
        self._chatter: dict[Source, Chatter] = {}
        self._windows: tuple[Window, ...] = ()

    def observe(self, record: Record, now_ms: int) -> None:
        """Take note that a device was heard, before `review` is told what its rules make of it."""
        if not record.live:
            return
        self._carriers.heard(record)
        eui = record.device.dev_eui
        for source in self._by_device.get(eui, ()):
            if chatter := self._chatter.get(source):
                chatter.result(changed=False, now_ms=now_ms)
        if self._causes.down:
            for verdict in self._causes.returned(eui, now_ms):
                self._take(verdict)
            self._dirty |= self._by_device.get(eui, set())

    def review(self, verdicts: Iterable[Verdict], now_ms: int) -> list[Verdict]:
        """What is to be said now that rules say this of what was observed; some of it waits for a later `tick`."""
        for verdict in verdicts:
            known = self._entries.get(verdict.source)
            is_silence = verdict.source.rule in self.facts.silences
            if not is_silence and verdict.holds is not None and (known is None or known.verdict.holds != verdict.holds):
                self._chatter.setdefault(verdict.source, Chatter()).result(changed=True, now_ms=now_ms)
            hold = is_silence and verdict.holds and self._carriers.of(verdict.source.device)
            self._take(verdict, now_ms + _GROUP_WAIT_MS if hold else 0)
        if self._held:
            self._find_causes(now_ms)
        return self._said(now_ms)

    def tick(self, now_ms: int) -> list[Verdict]:
        """What is to be said because time has passed."""
        windows = self.calendar.open_at(now_ms)
        if windows != self._windows:
            self._windows = windows
            self._dirty |= self._entries.keys()
        for source, chatter in list(self._chatter.items()):
            chatter.settle(now_ms)
            if chatter.forgettable:
                del self._chatter[source]
                self._dirty.add(source)
        if self._held:
            self._find_causes(now_ms)
        if self._causes.down:
            if verdict := self._causes.core(now_ms):
                self._say_cause(verdict)
            for carrier in list(self._causes.down):
                self._touch(carrier)
            self._causes.settled(now_ms)
        self._dirty |= {source for source in self._held if self._entries[source].held_until_ms <= now_ms}
        return self._said(now_ms)

    def blind(self, from_ms: int, to_ms: int) -> None:  # noqa: ARG002 - the same signature as the evaluator's
        """Samara itself heard nothing until `to_ms`: no carrier is down for that."""
        self._carriers.blind(to_ms)

    def snapshot(self) -> bytes:
        """Everything that must survive a restart, as JSON."""
        pulses = self._carriers.pulses.values()
        state = {
            "pulses": [[pulse.device.dev_eui, pulse.last_ms, pulse.interval_ms, *pulse.gateways] for pulse in pulses],
            "entries": [[entry.verdict, entry.held_until_ms, entry.said] for entry in self._entries.values()],
            "down": [[carrier, down] for carrier, down in self._causes.down.items()],
        }
        return json.dumps(state, separators=(",", ":")).encode()

    def restore(self, snapshot: bytes) -> None:
        """Go on from a snapshot; devices that the registry no longer has are left out."""
        state = json.loads(snapshot)
        for eui, last_ms, interval_ms, *gateways in state["pulses"]:
            if device := self._registry.device(eui):
                self._carriers.put(Pulse(device, last_ms, interval_ms, frozenset(gateways)))
        for row, held_until_ms, said in state["entries"]:
            verdict = _verdict(row)
            self._take(verdict, held_until_ms)
            if said:
                self._entries[verdict.source].said = _verdict(said)
                self._groups.recall(_verdict(said))
        for carrier, (since_ms, source, back_ms) in state["down"]:
            self._causes.down[Carrier(*carrier)] = Down(since_ms, Source(*source), back_ms)

    def _take(self, verdict: Verdict, held_until_ms: int = 0) -> None:
        source = verdict.source
        entry = self._entries.setdefault(source, _Entry(verdict))
        entry.verdict, entry.held_until_ms = verdict, held_until_ms
        self._by_device[source.device].add(source)
        self._dirty.add(source)
        if held_until_ms:
            self._held.add(source)
        else:
            self._held.discard(source)

    def _said(self, now_ms: int) -> list[Verdict]:
        """The verdicts of dirty entries that differ from what was said of them."""
        said = []
        for source in sorted(self._dirty):
            entry = self._entries.get(source)
            if entry is None:
                continue
            verdict = self._outcome(entry, now_ms)
            if verdict is not None:
                self._held.discard(source)
                if entry.said is None or verdict != entry.said._replace(group="", first_out=False):
                    entry.said = self._groups.stamp(verdict)
                    said.append(entry.said)
                if verdict.holds is False and source not in self._chatter:
                    del self._entries[source]
                    self._by_device[source.device].discard(source)
        self._dirty.clear()
        return said

    def _outcome(self, entry: _Entry, now_ms: int) -> Verdict | None:
        """What is to be said of an entry now; None while it waits."""
        verdict = entry.verdict
        source = verdict.source
        if source.rule in self.facts.untouchable:
            return verdict
        is_cause = source.rule in CAUSES
        if (
            cause := self._causes.of_cause(source, now_ms)
            if is_cause
            else self._causes.of_device(source.device, now_ms)
        ):
            if is_cause or (verdict.holds and source.rule in self.facts.silences):
                return verdict._replace(suppressed_by=f"topology:{cause}" if verdict.holds else "")
            # What it was before is not known to last, nor to have ended.
            return verdict._replace(holds=None, quality=Quality.UNKNOWN, suppressed_by=f"topology:{cause}")
        if verdict.holds and entry.held_until_ms > now_ms:
            return None
        chatter = self._chatter.get(source)
        if chatter and chatter.on:
            return verdict._replace(holds=True, suppressed_by="chatter")
        return self._announced(verdict) if verdict.holds else verdict

    def _announced(self, verdict: Verdict) -> Verdict:
        for window in self._windows:
            if verdict.severity <= window.up_to and window.scope.covers(verdict.source):
                if window.mode is Mode.MUTE:
                    return verdict._replace(suppressed_by=f"maintenance:{window.id}")
                severity = Severity.WARNING if window.mode is Mode.INFORM else verdict.severity
                detail = {**verdict.detail, window.mode.value: window.reason}
                exercise = verdict.exercise or window.mode is Mode.EXERCISE
                return verdict._replace(severity=severity, detail=detail, exercise=exercise)
        return verdict

    def _find_causes(self, now_ms: int) -> None:
        """Look whether the silences that are held are those of a carrier, each carrier once."""
        suspects: dict[Carrier, list[Source]] = defaultdict(list)
        for source in self._held:
            for carrier in self._carriers.of(source.device):
                suspects[carrier].append(source)
        for carrier, children in suspects.items():
            if carrier in self._causes.down:
                continue
            evidence = self._carriers.evidence(carrier, now_ms)
            if evidence.is_down:
                verdict = self._causes.found(carrier, children[0], now_ms)
                self._say_cause(self._with_last_words(verdict), now_ms + _GROUP_WAIT_MS)
                self._touch(carrier)
                continue
            for source in children:
                entry = self._entries[source]
                if evidence.may_explain(self._carriers.pulses[source.device]):
                    # Others are not due yet: wait until they are, within reason.
                    latest = entry.verdict.time_ms + _LONGEST_HOLD_MS
                    entry.held_until_ms = max(entry.held_until_ms, min(latest, now_ms + _GROUP_WAIT_MS))

    def _say_cause(self, verdict: Verdict, held_until_ms: int = 0) -> None:
        self._take(verdict, held_until_ms)
        # What is upstream of others explains them.
        self._dirty |= {source for source in self._entries if source.rule in CAUSES}

    def _touch(self, carrier: Carrier) -> None:
        for pulse in self._carriers.members(carrier):
            self._dirty |= self._by_device.get(pulse.device.dev_eui, set())

    def _with_last_words(self, verdict: Verdict) -> Verdict:
        """Name the cause that the site told before it fell silent: no mains, an intruder."""
        words = [
            (entry.verdict.since_ms, self.facts.last_words[source.rule])
            for source, entry in self._entries.items()
            if source.site == verdict.source.site
            and entry.verdict.holds
            and source.rule in self.facts.last_words
            and entry.verdict.since_ms >= verdict.since_ms - _LAST_WORDS_MS
        ]
        return verdict._replace(detail={**verdict.detail, "last_words": min(words)[1]}) if words else verdict


def _verdict(row: list[Any]) -> Verdict:
    source, holds, severity, time_ms, since_ms, value, limit, quality, *rest = row
    return Verdict(Source(*source), holds, Severity(severity), time_ms, since_ms, value, limit, Quality(quality), *rest)
