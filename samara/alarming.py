"""The alarms of one process, wired: rules and topology from their files, engine, consumer, notifier, jobs."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from fastapi import APIRouter

from alarms.actions import Act, acknowledge
from alarms.calendar.files import WindowFolder
from alarms.correlation import Correlator, RuleFacts
from alarms.detectors.silence import Silence
from alarms.engine import CONSUMER, Engine
from alarms.evaluation import Evaluator, handling_of
from alarms.follower import Follower
from alarms.load import AlarmLoad
from alarms.notify.transports.contract import RuleWords
from alarms.rules.cause import ProbableCause
from alarms.rules.folder import RuleFolder
from alarms.rules.reader import load, shipped
from alarms.rules.rule import Rules
from alarms.service import AlarmService, HeldOutbox
from alarms.stages import NoCorrelation, NoRules
from alarms.words import rule_words
from api.acknowledge import acknowledgements
from ingest.consumer import Consumer
from ingest.feed import Batch, DecodedFeed
from ingest.housekeeping import Housekeeping, Job
from samara import notify, wiring
from samara.file_changes import FileChanges
from storage.alarms import SqlAlarms
from storage.influx.alarms import InfluxAlarms
from telemetry.alarm import Transition
from telemetry.audit import AuditEvent
from telemetry.errors import ConfigError
from telemetry.metrics import Metrics
from telemetry.ports import AuditLog, Journal, Registry
from telemetry.record import Record
from telemetry.settings import AlarmSettings, Settings

_DAY_MS = 86_400_000
_LAST_WORDS = (
    ProbableCause.COMMERCIAL_POWER_FAILURE,
    ProbableCause.LOW_BATTERY_THRESHOLD,
    ProbableCause.INTRUSION_DETECTION,
)
"""What a site says before it falls silent, when that is why."""
_HISTORY_PIECE = 2_000
_MOST_LEARNED = 200_000


class Alarming:
    """Everything from the decoded feed to the notifier; `start` before the consumers, `stop` after them."""

    def __init__(
        self,
        settings: Settings,
        registry: Registry,
        journal: Journal,
        feed: DecodedFeed,
        metrics: Metrics,
        hearing: Callable[[], bool],
        audit: AuditLog,
    ) -> None:
        """`hearing` says whether messages can come."""
        self._settings = settings
        self._registry = registry
        self._feed = feed
        self._journal = journal
        self._folder = RuleFolder(rule_files(settings.alarms))
        self._evaluator = Evaluator(self._folder.rules, registry)
        self._windows = WindowFolder(wiring.windows_folder(settings))
        self.topology = wiring.open_topology(settings)
        self._correlator = Correlator(self.topology, registry, facts_of(self._folder.rules), self._windows.calendar)
        self.store = wiring.open_alarms(settings)
        self._policies = notify.open_policies(settings.notify)
        router = notify.open_router(self._policies, registry)
        stages = self._evaluator, self._correlator, router
        engine = Engine(self.store, *stages, metrics, now_ms, lambda: journal.span()[1], hearing)
        composer = notify.open_composer(settings, self._policies, registry, self.words)
        outbox = HeldOutbox(self.store, engine.behind_ms, now_ms)
        self._notifier = notify.open_notifier(settings, router, composer, outbox, self.store, metrics)
        self.service = AlarmService(engine, self.store, self._notifier.wake)
        self._heartbeat = notify.open_heartbeat(settings.notify, self.error, metrics)
        self.consumer = Consumer(CONSUMER, feed, self._evaluate, metrics, self.service)
        self.load = AlarmLoad(self.store, now_ms, metrics)
        self._followers = followers(settings, self.store)
        changes = FileChanges(audit, lambda: self._folder.rules, self._policies)
        self._housekeeping = Housekeeping(
            [
                Job("alarm rules", 5, self._look),
                Job("changed files", 5, changes.tell),
                Job("alarm load", 5, self.load.refresh),
                Job("closed alarms", 3600, self._prune),
            ]
        )

    def start(self) -> None:
        """Take up where the last run ended; the consumer then goes on from there."""
        self.service.start(self._history)
        self._housekeeping.start()
        for follower in self._followers:
            follower.start()
        self._notifier.start()
        if self._heartbeat:
            self._heartbeat.start()

    def learn(self, since_ms: int) -> None:
        """Let the rules begin anew with what the journal has since an instant, in silence; what holds now is raised.

        Of a long journal the last 200,000 messages must do, for they are held in memory and sorted by their time.
        """
        last = self._journal.span()[1]
        after = max(self._journal.seek(since_ms), last - _MOST_LEARNED)
        records = (one for one in self._history(after, last) if one.received_ms >= since_ms)
        self.service.learn(sorted(records, key=lambda one: one.received_ms))

    def stop(self) -> None:
        """Stop the time and release the database; what is not evaluated or told waits for the next start."""
        if self._heartbeat:
            self._heartbeat.stop()
        self._notifier.stop()
        for follower in self._followers:
            follower.stop()
        self._housekeeping.stop()
        self.service.stop()
        self.store.close()

    def error(self) -> str | None:
        """Why alarms do not go on, or nobody is told; wrong rule files too, though the old rules are in force."""
        problems = self._folder.problems or self._windows.problems
        return self.service.error or self._notifier.last_error or problems or None

    def answers(self, audit: AuditLog) -> APIRouter | None:
        """The routes of links and replies, None without a key to sign them by."""
        by_message = ByMessage(self.service, audit)
        handler = notify.open_acknowledgements(
            self._settings, self._policies, self._registry, self.store, self.store, by_message, self.words
        )
        return acknowledgements(handler, notify.reply_keys(self._settings.notify)) if handler else None

    def _evaluate(self, batch: Batch) -> None:
        self.service.handle(batch.records, batch.last)

    def words(self, name: str, language: str) -> RuleWords:
        """Title and guidance of a rule, or of an alarm of the correlator."""
        return rule_words(self._folder.rules, name, language)

    def _history(self, after: int, last: int) -> Iterator[Record]:
        cursor = self._feed.cursor(after)
        while cursor.position < last:
            outcomes = cursor.advance(min(_HISTORY_PIECE, last - cursor.position))
            if not outcomes:
                return
            for outcome in outcomes:
                yield from (record for record in outcome.records if record.seq <= last)

    def _look(self) -> None:
        """Take up what has changed in the files of rules and of announced work."""
        rules = self._folder.poll()
        if rules is not None:
            self._correlator.facts = facts_of(rules)
            self.service.revise(lambda: self._evaluator.reload(rules))
        if self._windows.poll():
            self._correlator.calendar = self._windows.calendar

    def _prune(self) -> int:
        return self.store.prune(now_ms() - self._settings.alarms.keep_days * _DAY_MS)


class ByMessage:
    """Acknowledging by a link or a reply, told in the audit log."""

    def __init__(self, service: AlarmService, audit: AuditLog) -> None:
        self._service = service
        self._audit = audit

    def acknowledge(self, alarm_id: str, actor: str, comment: str) -> Transition:
        """Say that somebody deals with an alarm; raises `NotFoundError` or `ConflictError`."""
        act = Act(actor, now_ms(), comment)
        self._audit.append(
            AuditEvent(act.time_ms, actor, "message", "alarm.acknowledge", alarm_id, {"comment": comment})
        )
        return self._service.act(alarm_id, lambda alarm, _: acknowledge(alarm, act))


def followers(settings: Settings, store: SqlAlarms) -> list[Follower]:
    """Who is written the history of alarms: InfluxDB, where readings go there."""
    if settings.store.backend != "influx":
        return []
    sink = InfluxAlarms(wiring.influx_endpoint(settings.influx))
    return [Follower("influx-alarms", store, sink.write, sink.close)]


def open_desk(settings: Settings) -> Engine:
    """An engine without records: for what a person does from another process; the running one follows."""
    rules = NoRules({name: handling_of(rule) for name, rule in load(rule_files(settings.alarms)).items()})
    router = notify.open_router(notify.open_policies(settings.notify), wiring.open_registry(settings))
    store = wiring.open_alarms(settings)
    engine = Engine(store, rules, NoCorrelation(), router, Metrics(), now_ms, lambda: 0)
    engine.attend()
    return engine


def now_ms() -> int:
    """The wall clock."""
    return time.time_ns() // 1_000_000


def rule_files(settings: AlarmSettings) -> list[Path]:
    """The packs that the settings name, then the files of one's own, which may extend them."""
    packs = {file.stem: file for file in shipped()}
    unknown = [name for name in settings.packs if name not in packs]
    if unknown:
        raise ConfigError(f"alarms.packs: no pack {', '.join(unknown)}; there are {', '.join(sorted(packs))}")
    return [*(packs[name] for name in settings.packs), *settings.rules]


def facts_of(rules: Rules) -> RuleFacts:
    """What the correlator must know of the rules."""
    return RuleFacts(
        silences=frozenset(name for name, rule in rules.items() if isinstance(rule.detector, Silence)),
        untouchable=frozenset(name for name, rule in rules.items() if rule.never_suppress),
        last_words={name: rule.cause.value for name, rule in rules.items() if rule.cause in _LAST_WORDS},
    )
