from functools import partial

import pytest
from alarm_world import START_MS, FailingStore, Pager, World, place, record

from alarms import actions
from alarms.actions import Act
from alarms.engine import Change, Engine
from alarms.stages import NoCorrelation, NoRules
from telemetry.alarm import Alarm, AlarmFilter, DeliveryState, Plan, Severity, Transition
from telemetry.errors import ConflictError, NotFoundError, StaleError, UnavailableError
from telemetry.metrics import Metrics


@pytest.fixture
def world() -> World:
    return World()


def acknowledging(actor: str = "odile", time_ms: int = START_MS) -> Change:
    return lambda alarm, _: actions.acknowledge(alarm, Act(actor, time_ms))


def only(world: World) -> Alarm:
    [alarm] = world.store.open_alarms()
    return alarm


class TestInStep:
    def test_a_reading_raises_and_clears(self, world: World) -> None:
        for value in (20.0, 35.0, 36.0, 45.0, 20.0):
            world.say("a", value)
        assert [what for _, what, _ in world.told()] == ["raised", "escalated", "cleared"]
        assert world.store.load("alarms") == 5

    def test_every_transition_of_the_pager_is_one_delivery(self, world: World) -> None:
        for value in (35.0, 45.0, 20.0):
            world.say("a", value)
        assert len(world.store.deliveries()) == 3
        assert [one.state for one in world.store.deliveries(state=DeliveryState.PENDING)] == [DeliveryState.PENDING]

    def test_time_alone_raises(self, world: World) -> None:
        world.say("a", 20)
        world.wait(60)
        assert list(world.told()) == []
        world.wait(1)
        assert list(world.told()) == [("silent a", "raised", False)]

    def test_a_batch_given_again_changes_nothing(self, world: World) -> None:
        batch = [world.hear("a", 35), world.hear("a", 20)]
        for _ in range(2):
            world.engine.handle(batch, 2)
        assert [what for _, what, _ in world.told()] == ["raised", "cleared"]

    def test_what_is_raised_and_cleared_in_one_batch_is_told_as_over(self, world: World) -> None:
        world.engine.handle([world.hear("a", 35), world.hear("a", 20)], 2)
        assert [one.kind for one in world.store.deliveries()] == ["clear"]
        assert only(world).state == "returned"

    def test_a_record_that_a_rule_fails_at_silences_no_other(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        world.engine.handle([world.hear("a", -300), world.hear("b", 35)], 2)
        assert [who for who, _, _ in world.told()] == ["hot b"]
        assert "the rules fail at journal entry 1 of a" in caplog.text
        assert world.metrics.total("samara_alarms_failed_total") == 1

    def test_a_router_that_fails_hides_no_alarm(self, caplog: pytest.LogCaptureFixture) -> None:
        class Broken(Pager):
            def plan(self, told: Transition) -> Plan:
                raise KeyError("policy")

        world = World(router=Broken())
        world.say("a", 35)
        assert only(world).active
        assert "nobody can be told of" in caplog.text
        assert world.metrics.total("samara_alarms_untold_total") == 1

    def test_an_alarm_of_the_same_instant_as_one_long_closed_is_another(self, world: World) -> None:
        world.say("a", 35)
        world.engine.act(only(world).id, acknowledging())
        world.say("a", 20)
        world.say("a", 35)  # The clock stands, so its name would be the same.
        assert [alarm.branch for alarm in world.store.find(AlarmFilter())] == [1, 0]


class TestLearning:
    def test_of_a_history_only_what_still_holds_is_raised(self, world: World) -> None:
        past = [(name, value) for name, value in (("a", 35), ("a", 20), ("b", 45), ("c", 20))]
        records = [record(n, name, value, START_MS - 3_600_000 + n) for n, (name, value) in enumerate(past, 1)]
        world.engine.learn(records)
        assert [(who, what) for who, what, _ in world.told()] == [("hot b", "raised")]

    def test_an_alarm_that_a_history_does_not_know_of_goes_on(self, world: World) -> None:
        world.say("a", 35)
        world.engine.learn([])
        assert only(world).active
        world.say("a", 20)
        assert [what for _, what, _ in world.told()] == ["raised", "cleared"]


class TestPeople:
    def test_an_action_is_committed_with_its_actor(self, world: World) -> None:
        world.say("a", 35)
        told = world.engine.act(only(world).id, acknowledging("odile"), revision=1)
        assert (told.actor, told.alarm.revision, told.seq) == ("odile", 2, 2)
        assert world.store.deliveries()[0].state is DeliveryState.CANCELLED

    def test_the_revision_that_was_seen_must_be_the_present_one(self, world: World) -> None:
        world.say("a", 35)
        world.say("a", 45)
        with pytest.raises(StaleError, match="at revision 2, not 1"):
            world.engine.act(only(world).id, acknowledging(), revision=1)

    def test_a_closed_alarm_may_be_commented(self, world: World) -> None:
        world.say("a", 35)
        alarm = only(world)
        world.engine.act(alarm.id, acknowledging())
        world.say("a", 20)
        say = partial(actions.comment, act=Act("odile", START_MS, "filtre changé"))
        assert world.engine.act(alarm.id, lambda one, _: say(one)).comment == "filtre changé"

    def test_an_unknown_alarm_is_not_found(self, world: World) -> None:
        with pytest.raises(NotFoundError):
            world.engine.act("nobody", acknowledging())

    def test_what_another_process_did_is_seen(self, world: World) -> None:
        world.say("a", 35)
        alarm = only(world)
        other = Engine(world.store, NoRules(), NoCorrelation(), Pager(), Metrics(), lambda: world.wall_ms, lambda: 1)
        other.start(world.history)
        other.act(alarm.id, acknowledging("paul"))
        world.say("a", 45)
        assert [what for _, what, _ in world.told()] == ["raised", "acknowledged", "escalated"]
        with pytest.raises(ConflictError, match="not acknowledged"):
            world.engine.act(alarm.id, lambda one, _: actions.confirm(one, Act("odile", 0)))

    def test_a_shelf_ends_with_the_time_and_is_told(self, world: World) -> None:
        world.say("a", 35)
        act = Act("odile", START_MS, "travaux")
        world.engine.act(only(world).id, lambda one, how: actions.shelve(one, act, how, START_MS + 30_000))
        world.wait(29)
        assert only(world).state == "shelved"
        world.wait(2)
        assert only(world).state == "unacknowledged"
        assert len(world.store.deliveries(state=DeliveryState.PENDING)) == 2


class TestOutage:
    def test_what_happens_while_the_database_is_away_is_told_when_it_is_back(self, world: World) -> None:
        store = world.store
        assert isinstance(store, FailingStore)
        store.away = True
        batch = [world.hear("a", 35)]
        with pytest.raises(UnavailableError):
            world.engine.handle(batch, 1)
        with pytest.raises(UnavailableError):
            world.engine.tick()
        with pytest.raises(UnavailableError):
            world.engine.act("any", acknowledging())
        store.away = False
        world.engine.handle(batch, 1)
        assert list(world.told()) == [("hot a", "raised", False)]
        assert store.load("alarms") == 1

    def test_what_the_database_refuses_for_good_holds_up_no_other(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        store = world.store
        assert isinstance(store, FailingStore)
        store.refuses = lambda changes: any(alarm.source.device == "b" for alarm in changes.alarms)
        world.engine.handle([world.hear(name, 35) for name in "abc"], 3)
        assert [who for who, _, _ in world.told()] == ["hot a", "hot c"]
        assert "refuses hot/somme-numerique/dc-amiens/b" in caplog.text
        world.engine.keep_place()
        assert store.load("alarms") == 3


class TestRestart:
    def test_what_was_missed_is_evaluated_and_says_that_it_is_late(self, world: World) -> None:
        world.say("a", 20)
        world.hear("a", 35)
        world.wall_ms += 600_000
        world.boot()
        world.consume()
        assert list(world.told()) == [("hot a", "raised", True)]

    @pytest.mark.parametrize(("under_way_ms", "late"), [(15_000, False), (15_001, True)])
    def test_what_was_long_under_way_is_late(self, world: World, under_way_ms: int, late: bool) -> None:
        heard = world.hear("a", 35)
        world.engine.handle([heard._replace(time_ms=heard.received_ms - under_way_ms)], 1)
        assert only(world).late is late

    def test_what_ended_meanwhile_is_not_told_to_people(self, world: World) -> None:
        world.hear("a", 35)
        world.hear("a", 20)
        world.wall_ms += 600_000
        world.boot()
        world.consume(limit=1)
        assert [one.kind for one in world.store.deliveries(state=DeliveryState.PENDING)] == ["clear"]

    def test_nothing_is_told_twice(self, world: World) -> None:
        world.say("a", 35)
        world.say("b", 35)
        for _ in range(3):
            world.boot()
            world.consume()
            world.wait(1)
        assert len(list(world.told())) == 2

    def test_memory_is_restored_and_brought_up_to_the_checkpoint_in_silence(self, world: World) -> None:
        world.say("a", 35)
        world.keep()
        world.wall_ms += 1000
        world.say("a", 45)
        world.boot()
        assert world.evaluator.hot == {"a": 4}
        world.wall_ms += 1000
        world.say("a", 20)
        assert [what for _, what, _ in world.told()] == ["raised", "escalated", "cleared"]

    def test_a_memory_that_is_ahead_of_the_checkpoint_is_not_used(self, world: World) -> None:
        world.say("a", 20)
        world.keep(seq=99)
        world.boot()
        assert world.evaluator.heard == {}

    def test_an_alarm_ends_even_if_the_memory_is_lost(self, world: World) -> None:
        world.say("a", 35)
        world.boot()
        world.wall_ms += 1000
        world.say("a", 20)
        assert [what for _, what, _ in world.told()] == ["raised", "cleared"]

    def test_another_journal_begins_at_its_beginning(self, world: World, caplog: pytest.LogCaptureFixture) -> None:
        for value in (35, 45, 20):
            world.say("a", value)
        world.journal = world.journal[:1]
        world.boot()
        assert world.engine.seq == 0
        assert "another journal" in caplog.text

    def test_the_alarm_of_a_rule_that_has_gone_ends(self, world: World) -> None:
        world.say("a", 35)
        world.evaluator.handling = lambda _: None  # type: ignore[method-assign] - the rules were changed
        world.engine.start(world.history)
        world.engine.tick()
        assert only(world).state == "returned"


class TestBlindness:
    def test_a_restart_counts_no_silence(self, world: World) -> None:
        world.say("a", 20)
        world.engine.keep_place()
        world.keep()
        world.wall_ms += 3_600_000
        world.boot()
        world.wait(59)
        assert list(world.told()) == []
        world.wait(2)
        assert list(world.told()) == [("silent a", "raised", False)]

    def test_a_lost_broker_counts_no_silence(self, world: World) -> None:
        world.say("a", 20)
        world.wait(30)
        world.connected = False
        world.wait(600)
        world.connected = True
        world.wait(29)
        assert list(world.told()) == []
        world.wait(3)
        assert list(world.told()) == [("silent a", "raised", False)]

    def test_entries_that_cannot_be_read_count_no_silence(self, world: World) -> None:
        world.say("a", 20)
        world.wait(30)
        world.hear("a", 20)  # It is in the journal; its consumer waits for the registry.
        world.wait(600)
        assert list(world.told()) == []
        world.consume()
        world.wait(10)
        assert list(world.told()) == []

    def test_an_outage_of_the_alarms_database_hides_no_silence(self, world: World) -> None:
        world.say("a", 20)
        for _ in range(30):  # Others go on being received, and are not consumed.
            world.wall_ms += 10_000
            world.hear("b", 20)
        world.consume()
        world.wait(1)
        assert [(who, late) for who, _, late in world.told()] == [("silent a", True)]

    @pytest.mark.parametrize("leap_s", [7200, -7200, 45])
    def test_a_leap_of_the_clock_raises_nothing(self, world: World, leap_s: int) -> None:
        world.say("a", 20)
        world.wait(30)
        world.wall_ms += leap_s * 1000
        world.say("a", 20)
        world.wait(29)
        assert list(world.told()) == []

    def test_the_clock_going_back_does_not_stop_the_alarms(self, world: World) -> None:
        world.say("a", 20)
        world.wall_ms -= 7_200_000
        world.say("a", 35)
        assert [what for _, what, _ in world.told()] == ["raised"]


def test_ten_thousand_transitions_are_one_commit_and_the_gravest_are_due_first(world: World) -> None:
    batch = [world.hear(f"{n:05}", 45 if n % 100 == 0 else 35) for n in range(10_000)]
    world.engine.handle(batch, 10_000)
    assert len(world.store.open_alarms()) == 10_000
    due = world.store.due(world.wall_ms, 200)
    assert [one.severity for one in due[:100]] == [Severity.CRITICAL] * 100
    assert due[100].severity is Severity.MAJOR


def test_a_source_is_named_by_rule_and_place() -> None:
    assert place("a").key == "hot/somme-numerique/dc-amiens/a//"
