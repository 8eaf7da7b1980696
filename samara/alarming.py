"""The alarms of one process, wired: rules and topology from their files, the engine, its consumer, its jobs."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from alarms.calendar.files import read_calendar
from alarms.correlation import Correlator, RuleFacts
from alarms.detectors.silence import Silence
from alarms.engine import CONSUMER, Engine
from alarms.evaluation import Evaluator, handling_of
from alarms.follower import Follower
from alarms.rules.cause import ProbableCause
from alarms.rules.folder import RuleFolder
from alarms.rules.reader import load, shipped
from alarms.rules.rule import Rules
from alarms.service import AlarmService
from alarms.stages import NoCorrelation, NoNotification, NoRules, Router
from ingest.consumer import Consumer
from ingest.feed import DecodedFeed
from ingest.housekeeping import Housekeeping, Job
from samara import wiring
from storage.influx.alarms import InfluxAlarms
from telemetry.errors import ConfigError
from telemetry.metrics import Metrics
from telemetry.ports import Journal, Registry
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


class Alarming:
    """Everything between the decoded feed and the outbox; `start` before the consumers, `stop` after them."""

    def __init__(
        self,
        settings: Settings,
        registry: Registry,
        journal: Journal,
        feed: DecodedFeed,
        metrics: Metrics,
        hearing: Callable[[], bool],
        router: Router | None = None,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        """`hearing` says whether messages can come; `wake` is told of what may mean a notification."""
        self._settings = settings
        self._feed = feed
        self._folder = RuleFolder(rule_files(settings.alarms))
        self._evaluator = Evaluator(self._folder.rules, registry)
        calendar = read_calendar(wiring.windows_folder(settings))
        self._correlator = Correlator(wiring.open_topology(settings), registry, facts_of(self._folder.rules), calendar)
        self.store = wiring.open_alarms(settings)
        engine = Engine(
            self.store,
            self._evaluator,
            self._correlator,
            router or NoNotification(),
            metrics,
            now_ms,
            lambda: journal.span()[1],
            hearing,
        )
        self.service = AlarmService(engine, self.store, wake)
        self.consumer = Consumer(
            CONSUMER, feed, lambda batch: self.service.handle(batch.records, batch.last), metrics, self.service
        )
        self._followers = self._open_followers()
        self._housekeeping = Housekeeping([Job("alarm rules", 5, self._look), Job("closed alarms", 3600, self._prune)])

    def start(self) -> None:
        """Take up where the last run ended; the consumer then goes on from there."""
        self.service.start(self._history)
        self._housekeeping.start()
        for follower in self._followers:
            follower.start()

    def stop(self) -> None:
        """Stop the time and release the database; what is not evaluated waits in the journal."""
        for follower in self._followers:
            follower.stop()
        self._housekeeping.stop()
        self.service.stop()
        self.store.close()

    def error(self) -> str | None:
        """Why the alarms do not go on, for `/ready`; wrong rule files are told, the old ones being in force."""
        return self.service.error or self._folder.problems or None

    def _open_followers(self) -> list[Follower]:
        if self._settings.store.backend != "influx":
            return []
        sink = InfluxAlarms(wiring.influx_endpoint(self._settings.influx))
        return [Follower("influx-alarms", self.store, sink.write)]

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
        calendar = read_calendar(wiring.windows_folder(self._settings))
        if calendar.windows != self._correlator.calendar.windows:
            self._correlator.calendar = calendar

    def _prune(self) -> int:
        return self.store.prune(now_ms() - self._settings.alarms.keep_days * _DAY_MS)


def open_desk(settings: Settings) -> Engine:
    """An engine without records: for what a person does from another process; the running one follows."""
    rules = NoRules({name: handling_of(rule) for name, rule in load(rule_files(settings.alarms)).items()})
    store = wiring.open_alarms(settings)
    engine = Engine(store, rules, NoCorrelation(), NoNotification(), Metrics(), now_ms, lambda: 0)
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
