"""What every alarm store and outbox does: the contract of `telemetry.ports.AlarmStore` and `Outbox`."""

from dataclasses import replace
from typing import Protocol

import pytest

from telemetry.alarm import (
    Alarm,
    AlarmChanges,
    AlarmFilter,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Happening,
    Outcome,
    Quality,
    Severity,
    Shelving,
    Snapshot,
    Source,
    Transition,
)
from telemetry.errors import ConflictError, NotFoundError
from telemetry.ports import AlarmStore, Outbox

ROOM = Source("dc.inlet_high", "somme-numerique", "dc-amiens", "a1", "rack-1", "air_temperature")
PARK = Source("city.co2_high", "baie-de-somme", "ecole", "b2", "main", "co2")


class AlarmsAndOutbox(AlarmStore, Outbox, Protocol):
    """Both, on one database."""


def alarm(source: Source = ROOM, raised_ms: int = 1000, severity: Severity = Severity.MAJOR) -> Alarm:
    return Alarm(source, severity, raised_ms, raised_ms - 300, announced=True)


def raised(one: Alarm) -> Transition:
    return Transition(one, Happening.RAISED, one.raised_ms, one.raised_ms + 5)


def after(one: Alarm, happening: Happening, time_ms: int = 2000, **changes: object) -> Transition:
    changed = replace(one, revision=one.revision + 1, **changes)
    return Transition(changed, happening, time_ms, time_ms + 5, "odile", "j'y vais")


def changes(*transitions: Transition, **others: object) -> AlarmChanges:
    last = {told.alarm.id: told.alarm for told in transitions}
    return AlarmChanges(tuple(last.values()), transitions, **others)


def delivery(key: str, of: Alarm, due_ms: int = 1000, severity: Severity = Severity.MAJOR) -> Delivery:
    return Delivery(key, of.id, "astreinte", 0, DeliveryKind.PAGE, severity, due_ms)


class AlarmStoreContract:
    """Subclass it with a fixture `store` that gives an empty one."""

    def test_an_empty_store(self, store: AlarmsAndOutbox) -> None:
        assert store.load("alarms") == store.last_transition() == 0
        assert store.open_alarms() == store.find(AlarmFilter()) == store.transitions(0, 10) == []
        assert store.snapshot() is store.next_due() is None

    def test_what_is_committed_is_given_back_whole(self, store: AlarmsAndOutbox) -> None:
        full = Alarm(
            ROOM._replace(channel="accent é \u2028"),
            Severity.CRITICAL,
            1_790_000_000_123,
            1_789_999_999_999,
            3,
            1,
            shelved=Shelving(1_790_000_900_000, "odile", "travaux", one_shot=True),
            suppressed=("topology:nro-80021", "maintenance:essai"),
            out_of_service="remplacement",
            quality=Quality.STALE,
            exercise=True,
            first_out=True,
            group="dc-amiens",
            cause_of="x",
            value=41.25,
            limit=40.0,
            acknowledged_until_ms=7,
            acknowledged_severity=Severity.MINOR,
            late=True,
            detail={"guidance": "ouvrir", "nul": "\0"},
        )
        [kept] = store.commit(changes(raised(full)))
        assert kept == raised(full)._replace(seq=1)
        assert store.get(full.id) == full
        assert store.history(full.id) == store.transitions(0, 10) == [kept]

    def test_a_commit_moves_the_place_in_the_journal(self, store: AlarmsAndOutbox) -> None:
        store.commit(changes(raised(alarm()), seq=41))
        assert store.load("alarms") == 41
        store.commit(AlarmChanges())
        assert store.load("alarms") == 41
        store.save("alarms", 57)
        store.save("influx", 3)
        assert (store.load("alarms"), store.load("influx")) == (57, 3)

    def test_several_transitions_of_one_alarm_in_one_commit(self, store: AlarmsAndOutbox) -> None:
        first = raised(alarm())
        second = after(first.alarm, Happening.ACKNOWLEDGED, acknowledged=True)
        third = after(second.alarm, Happening.CLEARED, active=False, cleared_ms=2000)
        kept = store.commit(changes(first, second, third))
        assert [told.seq for told in kept] == [1, 2, 3]
        assert store.get(first.alarm.id).revision == 3
        assert store.open_alarms() == []
        assert [told.actor for told in store.history(first.alarm.id)] == ["", "odile", "odile"]

    @pytest.mark.parametrize("revision", [1, 2, 4])
    def test_a_revision_that_does_not_follow_is_refused_whole(self, store: AlarmsAndOutbox, revision: int) -> None:
        store.commit(changes(raised(alarm())))
        store.commit(changes(after(alarm(), Happening.COMMENTED)))
        late = Transition(replace(alarm(), revision=revision), Happening.COMMENTED, 3000, 3000)
        other = raised(alarm(PARK))
        with pytest.raises(ConflictError, match="somebody else"):
            store.commit(changes(other, late, seq=9, deliveries=(delivery("k", alarm()),)))
        assert store.get(alarm().id).revision == 2
        assert store.load("alarms") == 0
        assert store.deliveries() == []
        with pytest.raises(NotFoundError):
            store.get(other.alarm.id)

    def test_open_alarms_are_the_oldest_first(self, store: AlarmsAndOutbox) -> None:
        young, old = alarm(PARK, 2000), alarm(ROOM, 1000)
        over = replace(alarm(ROOM, 500), active=False, acknowledged=True, cleared_ms=600)
        store.commit(changes(raised(young), raised(old), raised(over)))
        assert store.open_alarms() == [old, young]

    @pytest.mark.parametrize(
        ("where", "found"),
        [
            (AlarmFilter(), [4000, 3000, 2000, 1000]),
            (AlarmFilter(tenant="baie-de-somme"), [3000, 1000]),
            (AlarmFilter(site="dc-amiens"), [4000, 2000]),
            (AlarmFilter(device="b2"), [3000, 1000]),
            (AlarmFilter(rule="dc.inlet_high", active=False), [2000]),
            (AlarmFilter(open=False), [1000]),
            (AlarmFilter(open=True, acknowledged=False), [4000, 2000]),
            (AlarmFilter(acknowledged=True), [3000, 1000]),
            (AlarmFilter(at_least=Severity.MAJOR), [4000, 3000]),
            (AlarmFilter(since_ms=2000, until_ms=4000), [3000, 2000]),
            (AlarmFilter(tenant="nul\0"), []),
        ],
    )
    def test_lists_are_filtered_and_the_newest_come_first(
        self, store: AlarmsAndOutbox, where: AlarmFilter, found: list[int]
    ) -> None:
        over = {"active": False, "cleared_ms": 5000}
        store.commit(
            changes(
                raised(replace(alarm(PARK, 1000, Severity.MINOR), acknowledged=True, **over)),
                raised(replace(alarm(ROOM, 2000, Severity.WARNING), **over)),
                raised(replace(alarm(PARK, 3000), acknowledged=True)),
                raised(alarm(ROOM, 4000, Severity.CRITICAL)),
            )
        )
        assert [one.raised_ms for one in store.find(where)] == found

    def test_lists_are_paged_by_the_last_alarm_seen(self, store: AlarmsAndOutbox) -> None:
        store.commit(changes(*(raised(alarm(ROOM._replace(device=str(n)), 1000 + n // 2)) for n in range(5))))
        whole = store.find(AlarmFilter())
        pages = [store.find(AlarmFilter(), None, 2)]
        while pages[-1]:
            pages.append(store.find(AlarmFilter(), pages[-1][-1].id, 2))
        assert [one for page in pages for one in page] == whole
        with pytest.raises(NotFoundError):
            store.find(AlarmFilter(), "nobody")

    def test_the_history_of_all_is_followed_by_seq(self, store: AlarmsAndOutbox) -> None:
        for n in range(3):
            store.commit(changes(raised(alarm(raised_ms=n))))
        assert [told.seq for told in store.transitions(1, 10)] == [2, 3]
        assert [told.seq for told in store.transitions(0, 2)] == [1, 2]
        assert store.last_transition() == 3
        tenant = store.transitions(0, 1)[0].alarm.source.tenant
        assert [store.count_transitions(0, 2, seen) for seen in (None, [tenant], ["other", "\0"], [])] == [2, 2, 0, 0]
        assert store.count_transitions(2, 9, None) == 1

    def test_pruning_forgets_what_is_over_and_no_seq_is_used_again(self, store: AlarmsAndOutbox) -> None:
        over = replace(alarm(raised_ms=1), active=False, acknowledged=True, cleared_ms=100)
        recent = replace(over, raised_ms=2, cleared_ms=200)
        unseen = replace(over, raised_ms=3, acknowledged=False)
        store.commit(changes(raised(unseen), raised(recent), raised(over), deliveries=(delivery("k", over),)))
        assert store.prune(200) == 1
        assert {one.id for one in store.find(AlarmFilter())} == {recent.id, unseen.id}
        assert [told.seq for told in store.transitions(0, 10)] == [1, 2]
        assert store.deliveries() == []
        [told] = store.commit(changes(raised(alarm(raised_ms=4))))
        assert told.seq == 4

    def test_what_nobody_has_is_not_found(self, store: AlarmsAndOutbox) -> None:
        for ask in (store.get, store.history):
            with pytest.raises(NotFoundError, match="no alarm"):
                ask("nobody\0")

    def test_the_engine_s_memory_is_replaced(self, store: AlarmsAndOutbox) -> None:
        store.keep(Snapshot(7, 1000, b"\x00\xff"))
        store.keep(Snapshot(8, 2000, b"later"))
        assert store.snapshot() == Snapshot(8, 2000, b"later")

    def test_the_gravest_are_due_first_then_the_oldest(self, store: AlarmsAndOutbox) -> None:
        of = alarm()
        planned = (
            delivery("b", of, 900),
            delivery("a", of, 800),
            delivery("c", of, 1000, Severity.CRITICAL),
            delivery("later", of, 1001, Severity.CRITICAL),
        )
        store.commit(changes(raised(of), deliveries=planned))
        assert [one.key for one in store.due(1000, 10)] == ["c", "a", "b"]
        assert [one.key for one in store.due(1000, 2)] == ["c", "a"]
        assert store.next_due() == 800
        assert set(store.deliveries(of.id)) == set(planned)
        assert store.deliveries(limit=1)[0].key == "later"

    def test_a_busy_channel_holds_up_no_other(self, store: AlarmsAndOutbox) -> None:
        slow, quick = (replace(delivery(name, alarm()), channel=name) for name in ("sms", "mail"))
        store.commit(changes(raised(alarm()), deliveries=(slow, quick)))
        assert store.due(1000, 10, {"sms"}) == [quick]

    def test_a_key_that_exists_is_no_news(self, store: AlarmsAndOutbox) -> None:
        store.commit(changes(raised(alarm()), deliveries=(delivery("k", alarm()),)))
        store.settle([Outcome(replace(delivery("k", alarm()), state=DeliveryState.SENT, settled_ms=5))])
        store.commit(AlarmChanges(deliveries=(delivery("k", alarm()),)))
        assert [one.state for one in store.deliveries()] == [DeliveryState.SENT]

    def test_cancelling_voids_what_is_pending_and_not_what_comes_with_it(self, store: AlarmsAndOutbox) -> None:
        store.commit(changes(raised(alarm()), deliveries=(delivery("page", alarm()), delivery("sent", alarm()))))
        store.settle([Outcome(replace(delivery("sent", alarm()), state=DeliveryState.SENT))])
        store.commit(AlarmChanges(deliveries=(delivery("clear", alarm()),), cancel=(alarm().id,)))
        states = {one.key: one.state for one in store.deliveries()}
        assert states == {
            "page": DeliveryState.CANCELLED,
            "sent": DeliveryState.SENT,
            "clear": DeliveryState.PENDING,
        }

    def test_an_outcome_and_what_follows_settle_together(self, store: AlarmsAndOutbox) -> None:
        first, again = delivery("first", alarm()), delivery("again", alarm(), 5000)
        store.commit(changes(raised(alarm()), deliveries=(first,)))
        retried = replace(first, attempts=1, due_ms=3000, error="refusé")
        store.settle([Outcome(retried, (again,))])
        assert set(store.deliveries()) == {retried, again}
        assert store.due(2999, 10) == []

    @pytest.mark.parametrize(
        ("outcome", "kept"),
        [(DeliveryState.SENT, DeliveryState.SENT), (DeliveryState.DEAD, DeliveryState.CANCELLED)],
    )
    def test_a_cancelled_one_stays_so_unless_it_was_sent(
        self, store: AlarmsAndOutbox, outcome: DeliveryState, kept: DeliveryState
    ) -> None:
        page = delivery("page", alarm())
        store.commit(changes(raised(alarm()), deliveries=(page,)))
        store.commit(AlarmChanges(cancel=(alarm().id,)))
        store.settle([Outcome(replace(page, state=outcome), (delivery("follow-up", alarm()),))])
        assert [(one.key, one.state) for one in store.deliveries()] == [("page", kept)]

    def test_deliveries_are_listed_by_state(self, store: AlarmsAndOutbox) -> None:
        store.commit(changes(raised(alarm()), deliveries=(delivery("a", alarm()), delivery("b", alarm()))))
        store.settle([Outcome(replace(delivery("a", alarm()), state=DeliveryState.DEAD, error="parti"))])
        assert [one.key for one in store.deliveries(state=DeliveryState.DEAD)] == ["a"]
        assert store.deliveries("nobody") == []
