"""Whatever happens in whatever order: what must always be true of alarms."""

from collections.abc import Callable

from alarm_world import FailingStore, Pager, World, place
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from alarms import actions
from alarms.actions import Act
from alarms.engine import Change
from telemetry.alarm import Alarm, AlarmFilter, DeliveryState, Happening, Severity, Transition
from telemetry.errors import ConflictError, UnavailableError

DEVICES = st.sampled_from("abc")
LATE_MS = 1_000


def needs_somebody(alarm: Alarm) -> bool:
    return alarm.active and not (alarm.acknowledged or alarm.set_aside or alarm.suppressed)


class Life(RuleBasedStateMachine):
    """Devices that grow hot and cool down, people, links, a database and a process that fail."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(FailingStore())
        self.values: dict[str, float] = {}

    @property
    def store(self) -> FailingStore:
        store = self.world.store
        assert isinstance(store, FailingStore)
        return store

    def attempt(self, what: Callable[[], object]) -> None:
        if self.store.away:
            try:
                what()
            except UnavailableError:
                return
        else:
            what()

    @rule(name=DEVICES, value=st.sampled_from([20.0, 35.0, 45.0]))
    def reads(self, name: str, value: float) -> None:
        self.values[name] = value
        self.world.hear(name, value)
        self.attempt(self.world.consume)

    @rule(seconds=st.sampled_from([1, 5, 40]))
    def time_passes(self, seconds: int) -> None:
        self.world.wall_ms += seconds * 1000
        self.attempt(self.world.engine.tick)

    @rule(name=DEVICES)
    def link_fails_or_returns(self, name: str) -> None:
        verdicts = self.world.links.toggle(name)
        self.attempt(lambda: self.world.engine.revise(lambda: verdicts))

    @rule()
    def database_fails_or_returns(self) -> None:
        self.store.away = not self.store.away
        self.attempt(self.world.engine.tick)

    @precondition(lambda self: not self.store.away)
    @rule()
    def process_is_killed(self) -> None:
        # Its own memory, of the links too, is lost; that of the rules was kept a moment ago or never.
        self.world.boot()
        self.world.consume()
        self.world.engine.tick()

    @rule()
    def memory_is_kept(self) -> None:
        snapshot = self.world.engine.snapshot()
        if snapshot and not self.store.away:
            self.world.engine.keep_place()
            self.store.keep(snapshot)

    def act(self, which: int, change: Change) -> None:
        held = self.store.open_alarms()
        if held:
            try:
                self.attempt(lambda: self.world.engine.act(held[which % len(held)].id, change))
            except ConflictError:
                return

    @rule(which=st.integers(0, 9), seconds=st.none() | st.integers(1, 60))
    def somebody_acknowledges(self, which: int, seconds: int | None) -> None:
        now_ms = self.world.wall_ms
        until_ms = None if seconds is None else now_ms + seconds * 1000
        self.act(which, lambda alarm, _: actions.acknowledge(alarm, Act("odile", now_ms), until_ms))

    @rule(which=st.integers(0, 9), seconds=st.integers(1, 60), one_shot=st.booleans())
    def somebody_shelves(self, which: int, seconds: int, one_shot: bool) -> None:
        now_ms = self.world.wall_ms
        act = Act("odile", now_ms, "travaux")
        self.act(which, lambda alarm, how: actions.shelve(alarm, act, how, now_ms + seconds * 1000, one_shot=one_shot))

    @rule(which=st.integers(0, 9))
    def somebody_unshelves(self, which: int) -> None:
        self.act(which, lambda alarm, _: actions.unshelve(alarm, Act("odile", self.world.wall_ms)))

    @rule(which=st.integers(0, 9), back=st.booleans())
    def somebody_works_on_it(self, which: int, back: bool) -> None:
        act = Act("odile", self.world.wall_ms, "remplacement")
        if back:
            self.act(which, lambda alarm, _: actions.return_to_service(alarm, act))
        else:
            self.act(which, lambda alarm, how: actions.remove_from_service(alarm, act, how))

    def settled(self) -> bool:
        return not self.store.away and self.world.engine.seq == len(self.world.journal)

    @invariant()
    def what_is_active_is_what_holds(self) -> None:
        if self.settled():
            active = {alarm.source.device for alarm in self.store.open_alarms() if alarm.active and is_hot(alarm)}
            assert active == {name for name, value in self.values.items() if value > 30}

    @invariant()
    def a_source_has_at_most_one_active_alarm(self) -> None:
        active = [alarm.source for alarm in self.store.open_alarms() if alarm.active]
        assert len(active) == len(set(active))

    @invariant()
    def an_unacknowledged_critical_alarm_never_vanishes(self) -> None:
        for alarm in self.store.find(AlarmFilter(at_least=Severity.CRITICAL, open=False), None, 1000):
            history = self.store.history(alarm.id)
            seen = any(told.alarm.announced for told in history)
            assert not seen or was_dealt_with(history), alarm

    @invariant()
    def shelves_end(self) -> None:
        if self.settled():
            self.world.engine.tick()
            for alarm in self.store.open_alarms():
                assert not alarm.shelved or alarm.shelved.until_ms > self.world.wall_ms - LATE_MS

    @invariant()
    def whoever_is_needed_is_going_to_be_told(self) -> None:
        pending = {one.alarm_id for one in self.store.deliveries(None, DeliveryState.PENDING, 100_000)}
        needed = {alarm.id for alarm in self.store.open_alarms() if needs_somebody(alarm)}
        assert needed <= pending

    @invariant()
    def the_history_has_no_gaps(self) -> None:
        history = self.store.transitions(0, 100_000)
        assert [told.seq for told in history] == list(range(1, len(history) + 1))
        revisions: dict[str, int] = {}
        for told in history:
            assert told.alarm.revision == revisions.get(told.alarm.id, 0) + 1
            revisions[told.alarm.id] = told.alarm.revision


def is_hot(alarm: Alarm) -> bool:
    return alarm.source.rule == "hot"


def was_dealt_with(history: list[Transition]) -> bool:
    """Somebody acknowledged it, or had set it aside when it ended."""
    by_a_person = {Happening.ACKNOWLEDGED, Happening.SHELVED, Happening.OUT_OF_SERVICE}
    return any(told.actor and told.happening in by_a_person for told in history)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_a_pager_tells_again_of_a_suppressed_alarm_that_is_still_bad() -> None:
    world = World(router=Pager())
    world.engine.revise(lambda: world.links.toggle("a"))
    world.say("a", 45)
    assert world.store.deliveries() == []
    world.engine.revise(lambda: world.links.toggle("a"))
    [page] = world.store.deliveries()
    assert page.alarm_id.startswith(world.store.open_alarms()[0].id)
    assert place("a").device == "a"
