"""The engine: records and time in, transitions and deliveries out, each step in one commit.

It is given its clock, and belongs to one thread at a time; `alarms.service` sees to that. Verdicts wait here
until they are committed: whatever the store does, none is lost, and none is told twice.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from alarms.book import Book, Draft
from alarms.causes import CAUSES
from alarms.stages import HOUR_MS, Correlator, Evaluator, Handling, Router
from telemetry.alarm import Alarm, Snapshot, Transition, Verdict
from telemetry.errors import ConflictError, NotFoundError, RejectedError, StaleError, UnavailableError
from telemetry.metrics import Metrics
from telemetry.ports import AlarmStore
from telemetry.record import Record

logger = logging.getLogger(__name__)

CONSUMER = "alarms"
IN_STEP_MS = 5_000
"""What was received longer ago than this is caught up with: the clock is then the reception of the entry."""
_LATE_MS = 15_000
"""What is received longer than this after it was measured is told as late."""
_TICK_MS = 250
_GAP_MS = 5_000
_GAP_BEHIND_MS = 60_000
"""A time in which nothing at all was received: while catching up, only a long one is taken for deafness."""
_DEAF_STEP_MS = 1_000
_ATTEMPTS = 5
_PAGE = 1_000
_LENGTH = 8
"""Bytes that say where the memory of the rules ends and that of the causes begins."""

Change = Callable[[Alarm, Handling], Transition]
"""What a person does to an alarm, as `alarms.actions` has it."""


class _Heard(NamedTuple):
    """A verdict that is not committed yet, with the engine's time when it came."""

    verdict: Verdict
    now_ms: int
    late: bool


class Engine:
    """Alarms from records, in the order of the journal. `clock` is the wall clock in ms."""

    def __init__(
        self,
        store: AlarmStore,
        evaluator: Evaluator,
        correlator: Correlator,
        router: Router,
        metrics: Metrics,
        clock: Callable[[], int],
        journal_end: Callable[[], int],
        hearing: Callable[[], bool] = lambda: True,
    ) -> None:
        """`journal_end` is the last seq that there is, `hearing` whether messages can reach the journal now."""
        self._store = store
        self._evaluator = evaluator
        self._correlator = correlator
        self._router = router
        self._metrics = metrics
        self._clock = clock
        self._journal_end = journal_end
        self._hearing = hearing
        self._blank = evaluator.snapshot()
        self._book = Book(self._handling)
        self._waiting: list[_Heard] = []
        self._taken: set[str] = set()
        self._seq = self._kept_seq = self._seen = 0
        self._now_ms = self._ticked_ms = self._heard_ms = 0
        self._deaf_from_ms: int | None = None
        metrics.declare("samara_alarms_untold_total", "Transitions of which nobody could be told, for a mistake")
        metrics.declare("samara_alarm_transitions_total", "What happened to alarms")
        metrics.declare("samara_alarms_failed_total", "Records, verdicts that the alarm rules failed at")
        metrics.gauge("samara_alarms_active", "Alarms that hold now", self._book.count_active)

    @property
    def seq(self) -> int:
        """The last journal entry that has been evaluated."""
        return self._seq

    @property
    def last_transition(self) -> int:
        """The last transition that this engine knows of."""
        return self._seen

    def behind_ms(self) -> int:
        """How long ago the last message was received that has been evaluated, 0 at the journal's end."""
        wall_ms = self._clock()
        if self._seq >= self._journal_end():
            self._heard_ms = wall_ms
        return max(0, wall_ms - self._heard_ms)

    def start(self, history: Callable[[int, int], Iterable[Record]]) -> None:
        """Take up where the last run ended; `history(after, last)` gives the records in between again.

        The memory of the rules is restored and brought up to the checkpoint without telling anybody. Then
        what holds is compared with the open alarms, and the difference waits for the first commit.
        """
        self._seq = self._kept_seq = self._place()
        self.attend()
        snapshot = self._store.snapshot()
        if snapshot and snapshot.seq <= self._seq:
            self._restore(snapshot.memory)
            self._now_ms = snapshot.time_ms
            for record in history(snapshot.seq, self._seq):
                self._advance(record.received_ms, _GAP_BEHIND_MS)
                self._observe(record)
        self._waiting.clear()
        self._compare()

    def learn(self, history: Iterable[Record]) -> None:
        """Begin the rules anew with what was received before, in the order of time, and tell nobody of it.

        What is imported is history, and not news; but what still holds at its end is.
        """
        self.flush()
        self._evaluator.restore(self._blank)
        for record in history:
            self._evaluator.tick(record.received_ms)
            self._learn(record._replace(live=record.time_ms > record.received_ms - HOUR_MS))
        self._compare()
        self.flush()

    def _learn(self, record: Record) -> None:
        try:
            self._evaluator.observe(record, record.received_ms)
        except Exception:
            logger.exception("the rules fail at journal entry %d of %s", record.seq, record.device.dev_eui)

    def _compare(self) -> None:
        """Take what the rules say stands for what is true: raise what is missing, end what no rule watches for."""
        self._evaluator.presume([alarm for alarm in self._book if alarm.active])
        self._review(self._evaluator.standing())
        self._note([_ended(alarm, self._now_ms or self._clock()) for alarm in self._book if self._is_orphan(alarm)])

    def attend(self) -> None:
        """Take up the open alarms as they are: all that people's actions need."""
        self._seen = self._store.last_transition()
        self._book.replace(self._store.open_alarms())

    def _is_orphan(self, alarm: Alarm) -> bool:
        rule = alarm.source.rule
        return alarm.active and rule not in CAUSES and self._evaluator.handling(rule) is None

    def _place(self) -> int:
        seq, end = self._store.load(CONSUMER), self._journal_end()
        if seq > end:
            logger.warning("alarms were at %d, the journal ends at %d: it is another journal", seq, end)
            return 0
        return seq

    def handle(self, records: Sequence[Record], last: int) -> None:
        """Evaluate the records of the next entries, up to seq `last`, and commit what they mean.

        Raises `UnavailableError` when the store does not answer; the same call then goes on with the commit.
        """
        for record in records:
            if record.seq > self._seq:
                wall_ms = self._clock()
                behind = wall_ms - record.received_ms > IN_STEP_MS
                self._advance(record.received_ms if behind else wall_ms, _GAP_BEHIND_MS if behind else _GAP_MS)
                self._heard_ms = record.received_ms
                self._observe(record)
        self._seq = max(self._seq, last)
        self.flush()

    def tick(self) -> None:
        """Let the time pass, as far as everything received until then has been evaluated, and commit."""
        if self.behind_ms() <= IN_STEP_MS:
            self._listen()
            self._advance(self._clock(), _GAP_MS)
        self._follow_others()
        self.flush()

    def act(self, alarm_id: str, change: Change, revision: int | None = None) -> Transition:
        """Let a person change an alarm, open or closed, if it is at this revision; returns what happened.

        Raises `NotFoundError`, `StaleError` when it has changed since, and what `change` refuses with.
        """
        self.flush()
        self._follow_others()
        alarm = self._book.find(alarm_id) or self._store.get(alarm_id)
        if revision is not None and alarm.revision != revision:
            raise StaleError(f"alarm {alarm_id} is at revision {alarm.revision}, not {revision}: look at it again")
        draft = self._draft()
        draft.tell([change(alarm, self._handling(alarm.source.rule))])
        try:
            return self._commit(draft, None)[-1]
        except ConflictError as error:
            raise ConflictError(f"alarm {alarm_id} has just been changed: look at it again") from error

    def flush(self) -> None:
        """Commit what waits. Raises `UnavailableError` when the store does not answer, and keeps it waiting."""
        for _ in range(_ATTEMPTS):
            try:
                self._commit_waiting(self._waiting, self._seq)
            except ConflictError:
                self._reread()
            except RejectedError:
                self._commit_one_by_one()
                return
            else:
                self._waiting = []
                return
        raise UnavailableError("alarms are being changed by another process all the time; is Samara running twice?")

    def revise(self, change: Callable[[], Sequence[Verdict]]) -> None:
        """Change the rules, and take what the change says of their sources."""
        self._review(change())
        self.flush()

    def snapshot(self) -> Snapshot | None:
        """The memory of the stages, as it is now; None while a verdict waits, which it would lose."""
        if self._waiting:
            return None
        rules, causes = self._evaluator.snapshot(), self._correlator.snapshot()
        return Snapshot(self._seq, self._now_ms, len(rules).to_bytes(_LENGTH) + rules + causes)

    def _restore(self, memory: bytes) -> None:
        end = _LENGTH + int.from_bytes(memory[:_LENGTH])
        self._evaluator.restore(memory[_LENGTH:end])
        try:
            self._correlator.restore(memory[end:])
        except Exception as error:  # noqa: BLE001 - whatever it is, a memory is no truth
            logger.warning("the memory of causes cannot be read (%s); they are found anew", error)

    def keep_place(self) -> None:
        """Save how far the journal has been evaluated, if that is news."""
        if self._seq > self._kept_seq and not self._waiting:
            self._store.save(CONSUMER, self._seq)
            self._kept_seq = self._seq

    def _advance(self, now_ms: int, gap_ms: int) -> None:
        """Let the engine's time pass to an instant; a leap is a time in which Samara did not hear."""
        before_ms, self._now_ms = self._now_ms, now_ms
        if 0 <= now_ms - self._ticked_ms < _TICK_MS:
            return
        self._ticked_ms = now_ms
        if before_ms and now_ms - before_ms > gap_ms:
            logger.info("nothing was heard for %.0f s: no silence is counted from it", (now_ms - before_ms) / 1000)
            self._blind(before_ms, now_ms)
        self._review(self._evaluator.tick(now_ms))
        self._note(self._correlator.tick(now_ms))

    def _listen(self) -> None:
        if self._hearing():
            if self._deaf_from_ms is not None:
                self._blind(self._deaf_from_ms, self._clock())
            self._deaf_from_ms = None
            return
        now_ms = self._clock()
        if self._deaf_from_ms is None:
            self._deaf_from_ms = self._now_ms or now_ms
        if now_ms - self._deaf_from_ms >= _DEAF_STEP_MS:
            self._blind(self._deaf_from_ms, now_ms)
            self._deaf_from_ms = now_ms

    def _blind(self, from_ms: int, to_ms: int) -> None:
        self._evaluator.blind(from_ms, to_ms)
        self._correlator.blind(from_ms, to_ms)

    def _observe(self, record: Record) -> None:
        try:
            self._correlator.observe(record, self._now_ms)
            verdicts = self._evaluator.observe(record, self._now_ms)
            if record.received_ms - record.time_ms > _LATE_MS:
                # The broker kept it while nobody was there to receive it, or the device did.
                verdicts = [verdict._replace(late=True) for verdict in verdicts]
            self._review(verdicts)
        except Exception:
            # One record that a rule fails at must not silence all others.
            logger.exception("the rules fail at journal entry %d of %s", record.seq, record.device.dev_eui)
            self._metrics.add("samara_alarms_failed_total")

    def _review(self, verdicts: Sequence[Verdict]) -> None:
        if verdicts:
            self._note(self._correlator.review(verdicts, self._now_ms))

    def _note(self, verdicts: Sequence[Verdict]) -> None:
        late = self._clock() - self._now_ms > IN_STEP_MS
        self._waiting += [_Heard(verdict, self._now_ms, late or verdict.late) for verdict in verdicts]

    def _commit_waiting(self, waiting: Sequence[_Heard], seq: int | None) -> None:
        draft = self._draft()
        for alarm in self._book.due(self._now_ms):
            draft.elapse(alarm, self._now_ms)
        for verdict, now_ms, late in waiting:
            draft.judge(verdict, now_ms, late, self._taken)
        if draft.transitions:
            self._commit(draft, seq)

    def _commit_one_by_one(self) -> None:
        waiting, self._waiting = self._waiting, []
        for place, heard in enumerate(waiting):
            try:
                self._commit_waiting([heard], None)
            except RejectedError as error:
                logger.error("the store refuses %s for good: %s", heard.verdict.source.key, error)  # noqa: TRY400
                self._metrics.add("samara_alarms_failed_total")
            except (ConflictError, UnavailableError):
                self._waiting = waiting[place:]
                raise

    def _draft(self) -> Draft:
        return Draft(self._book, self._handling, self._router, self._metrics)

    def _commit(self, draft: Draft, seq: int | None) -> list[Transition]:
        changes = draft.changes(seq)
        kept = self._store.commit(changes)
        self._book.take(changes.alarms)
        self._taken.clear()
        self._kept_seq = self._kept_seq if seq is None else seq
        if kept[0].seq == self._seen + 1:
            self._seen = kept[-1].seq
        for told in kept:
            happening, severity = told.happening.value, told.alarm.severity.key
            self._metrics.add("samara_alarm_transitions_total", happening=happening, severity=severity)
        return kept

    def _reread(self) -> None:
        """Somebody else has written: an alarm has changed, or a new one's name is that of one long closed."""
        self._book.replace(self._store.open_alarms())
        draft = self._draft()
        for verdict, now_ms, late in self._waiting:
            draft.judge(verdict, now_ms, late, self._taken)
        for told in draft.transitions:
            if told.alarm.revision == 1:
                with suppress(NotFoundError):
                    self._taken.add(self._store.get(told.alarm.id).id)

    def _follow_others(self) -> None:
        last = self._store.last_transition()
        while self._seen < last:
            page = self._store.transitions(self._seen, _PAGE)
            self._book.take(told.alarm for told in page)
            self._seen = page[-1].seq if page else last

    def _handling(self, rule: str) -> Handling:
        return self._evaluator.handling(rule) or Handling()


def _ended(alarm: Alarm, now_ms: int) -> Verdict:
    """What ends an alarm that no rule watches for any more, since nothing else will; people still see that it was."""
    logger.warning("no rule %s watches for alarm %s any more: it ends", alarm.source.rule, alarm.id)
    return Verdict(alarm.source, False, alarm.severity, now_ms, now_ms, alarm.value, alarm.limit)
