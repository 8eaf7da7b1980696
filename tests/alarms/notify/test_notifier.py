"""What the worker owes beside the scenarios: one message for several alarms, order in a flood, lanes, mirrors."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from notify_world import BARE, REFUSED, UNREACHABLE, Inline, World, Writer

from alarms.notify.pace import Pace, Retry
from alarms.notify.transports.contract import Message
from telemetry.alarm import DeliveryState, Happening, Severity, Source
from telemetry.errors import ConfigError

ONE = {
    "people": {"odile": {"name": "Odile", "reach": {"sms": "+33612345601"}}},
    "policies": {"all": {"steps": [{"tell": ["odile"], "wait": "1 h"}], "bundle": "30 s"}},
}


def source(number: int) -> Source:
    return BARE._replace(channel=f"probe-{number}")


def test_alarms_of_half_a_minute_make_one_message_and_the_critical_one_another() -> None:
    world = World(ONE)
    for number in range(5):
        world.run_until(number)
        world.raised(Severity.CRITICAL if number == 3 else Severity.MINOR, source(number))
    world.run_until(100)
    (first_at, first), (then_at, then) = world.writers["sms"].sent
    assert [first_at - world.clock() + 100, then_at - world.clock() + 100] == [3, 30]
    assert [len(first.notices), len(then.notices)] == [1, 4]
    assert then.short.startswith("4 alarmes (MINEURE 4)")


def test_in_a_flood_the_critical_ones_get_through_and_the_others_wait_and_come_together() -> None:
    world = World({**ONE, "policies": {"all": {"steps": [{"tell": ["odile"], "wait": "9 h"}]}}})
    for number in range(200):
        world.run_until(number)
        world.raised(Severity.CRITICAL if number % 10 == 9 else Severity.MINOR, source(number))
    world.run_until(2000)
    sent = world.writers["sms"].sent
    critical = [at for at, message in sent if message.notices[0].alarm.severity is Severity.CRITICAL]
    assert [round(at - critical[0]) for at in critical] == list(range(0, 200, 10))
    minor = [len(message.notices) for _, message in sent if message.notices[0].alarm.severity is Severity.MINOR]
    assert sum(minor) == 180
    assert len(minor) < 15


def test_the_gravest_of_a_backlog_goes_first() -> None:
    world = World({**ONE, "policies": {"all": {"steps": [{"tell": ["odile"], "wait": "9 h"}]}}})
    for number, severity in enumerate([Severity.WARNING, Severity.MAJOR, Severity.CRITICAL]):
        world.raised(severity, source(number))
    world.run_until(1)
    assert world.writers["sms"].sent[0][1].notices[0].alarm.severity is Severity.CRITICAL


def test_a_message_that_is_tried_again_has_the_same_key() -> None:
    world, keys = World(ONE), []
    world.writers["sms"].trouble = lambda message: keys.append(message.key) or (UNREACHABLE if len(keys) < 4 else None)
    for number in range(3):
        world.raised(Severity.MINOR, source(number))
    world.run_until(29)
    world.raised(Severity.MINOR, source(9))
    world.run_until(200)
    assert len(keys) == 4
    assert len(set(keys)) == 1


def test_a_person_without_the_address_any_more_is_a_dead_letter() -> None:
    world = World(ONE)
    world.raised(Severity.MINOR)
    world.run_until(1)
    world.policies = world.policies.model_copy(update={"people": {}})
    world.run_until(60)
    (dead,) = world.store.deliveries(state=DeliveryState.DEAD)
    assert "no address" in dead.error


def test_a_channel_without_settings_is_a_dead_letter_that_names_it() -> None:
    world = World(ONE, channels=("mail",))
    world.raised()
    world.run_until(1)
    (dead,) = world.store.deliveries(state=DeliveryState.DEAD)
    assert "no channel sms" in dead.error
    assert world.metrics.total("samara_notifications_total") == 1


def test_attempts_end() -> None:
    world = World(ONE)
    world.writers["sms"].trouble = lambda _message: UNREACHABLE
    world.raised()
    world.run_until(3000)
    (dead,) = world.store.deliveries(state=DeliveryState.DEAD)
    assert dead.attempts == 12


def test_a_transport_that_stumbles_is_tried_again() -> None:
    world, errors = World(ONE), iter([ZeroDivisionError()])
    world.writers["sms"].trouble = lambda _message: next(errors, None)
    world.raised()
    world.run_until(30)
    assert len(world.writers["sms"].sent) == 1


def test_the_policy_may_change_while_somebody_is_being_called() -> None:
    world = World(ONE)
    alarm = world.raised()
    world.run_until(10)
    renamed = {"new": world.policies.policies["all"]}
    world.policies = world.policies.model_copy(update={"policies": renamed})
    world.run_until(3700)
    assert [round(at - world.clock() + 3700) for at, _ in world.writers["sms"].sent] == [0, 3600]
    world.act(alarm, "cleared")
    world.run_until(3800)
    assert len(world.writers["sms"].sent) == 3


class Mirrored:
    """A world with a mirror that shows states again each minute."""

    def __init__(self) -> None:
        self.world = World({**ONE, "mirrors": ["wall"]}, channels=("sms", "wall"))
        self.wall = self.world.writers["wall"]
        self.wall.resend_s = 60
        self.wall.at_once = 1

    def shown(self) -> list[tuple[int, list[int]]]:
        start = self.world.clock() - self.world.now
        return [(round(at - start), [n.alarm.revision for n in message.notices]) for at, message in self.wall.sent]


def test_a_mirror_is_shown_each_state_and_again_each_minute_until_a_while_after_the_end() -> None:
    mirrored = Mirrored()
    world = mirrored.world
    world.run_until(10)
    alarm = world.raised()
    world.run_until(130)
    world.act(alarm, "commented")
    world.run_until(150)
    world.act(alarm, "cleared")
    world.run_until(2000)
    ends = [(at, [3]) for at in (150, 180, 240, 300, 360, 420, 480)]
    assert mirrored.shown() == [(10, [1]), (60, [1]), (120, [1]), (130, [2]), *ends]
    assert not world.store.deliveries(state=DeliveryState.PENDING)


def test_a_mirror_that_is_away_gets_the_state_of_then() -> None:
    mirrored = Mirrored()
    world = mirrored.world
    mirrored.wall.trouble = lambda _message: UNREACHABLE
    alarm = world.raised()
    world.run_until(5000)
    world.act(alarm, "acknowledged")
    world.run_until(5001)
    mirrored.wall.trouble = lambda _message: None
    world.run_until(5012)
    assert mirrored.shown() == [(5011, [2])] or mirrored.shown() == [(5010, [2])]
    assert not world.store.deliveries(state=DeliveryState.DEAD)


def test_a_mirror_that_refuses_for_a_while_is_asked_again() -> None:
    mirrored = Mirrored()
    mirrored.wall.trouble = lambda _message: REFUSED
    mirrored.world.raised()
    mirrored.world.run_until(35)
    mirrored.wall.trouble = lambda _message: None
    mirrored.world.run_until(45)
    assert mirrored.shown() == [(40, [1])]


def test_mirrors_see_what_nobody_is_told() -> None:
    mirrored = Mirrored()
    mirrored.world.raised(suppressed=("topology:nro",))
    mirrored.world.run_until(1)
    assert mirrored.shown() == [(0, [1])]
    assert mirrored.world.writers["sms"].sent == []


class Stuck(Writer):
    """A channel that hangs until it is let go."""

    def __init__(self, world: World) -> None:
        super().__init__(world.clock)
        self.let_go = Event()

    def send(self, message: Message) -> str:
        self.let_go.wait(20)
        return super().send(message)


def test_a_channel_that_hangs_delays_no_other() -> None:
    two = {
        "people": {
            "odile": {"name": "Odile", "reach": {"sms": "+33612345601"}},
            "karim": {"name": "Karim", "reach": {"mail": "karim@example.fr"}},
        },
        "policies": {"all": {"steps": [{"tell": ["odile", "karim"], "wait": "9 h"}]}},
    }
    world = World(two)
    stuck = Stuck(world)
    notifier = world.notifier
    notifier._channels = {**world.writers, "sms": stuck}
    notifier._pools = {"mail": Inline(), "tchap": Inline(), "sms": ThreadPoolExecutor(4)}
    for number in range(20):
        world.now = float(number)
        world.raised(Severity.CRITICAL, source(number))
        notifier.work()
        notifier.work()
    assert len(world.writers["mail"].sent) == 20
    assert stuck.sent == []
    stuck.let_go.set()
    notifier._pools["sms"].shutdown()
    notifier._pools["sms"] = Inline()
    while notifier.work():
        pass


def test_what_is_cancelled_while_it_is_sent_is_kept_as_sent() -> None:
    world = World(ONE)
    alarm = world.raised()

    def acknowledge(_message: object) -> None:
        world.writers["sms"].trouble = lambda _message: None
        world.act(alarm, "acknowledged")

    world.writers["sms"].trouble = acknowledge
    world.run_until(10)
    world.act(alarm, "cleared")
    world.run_until(60)
    kinds = [message.notices[0].kind.value for _, message in world.writers["sms"].sent]
    assert kinds == ["page", "clear"]


def test_the_worker_thread_sends_within_a_blink_and_stops() -> None:
    world = World(ONE)
    world.notifier.start()
    told = Event()
    world.writers["sms"].trouble = lambda _message: told.set()
    world.raised()
    world.notifier.wake()
    assert told.wait(5)
    world.notifier.stop()
    assert world.notifier.last_error is None


def test_an_alarm_that_is_gone_ends_its_deliveries() -> None:
    world = World(ONE)
    world.raised(Severity.MINOR)
    world.store._alarms.clear()
    world.run_until(60)
    assert not world.store.deliveries(state=DeliveryState.PENDING)
    assert world.writers["sms"].sent == []


def test_refused_numbers_without_another_channel_are_dead_at_once() -> None:
    world = World(ONE)
    world.writers["sms"].trouble = lambda _message: REFUSED
    alarm = world.raised()
    world.run_until(10)
    assert [one.attempts for one in world.store.deliveries(alarm.id, DeliveryState.DEAD)] == [1]


@pytest.mark.parametrize("make", [lambda: Retry(first_s=0), lambda: Retry(most=0), lambda: Pace(0), lambda: Pace(1, 0)])
def test_senseless_paces_are_refused(make: object) -> None:
    with pytest.raises(ConfigError):
        make()  # type: ignore[operator]


def test_the_pauses_double_up_to_the_longest() -> None:
    retry = Retry(first_s=5, longest_s=300, jitter=0)
    assert [retry.pause_ms(n) // 1000 for n in range(1, 10)] == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert all(2500 <= Retry().pause_ms(1) <= 5000 for _ in range(100))


def test_an_escalation_in_quiet_hours_speaks_at_once() -> None:
    quiet = [{"below": "major", "hours": ["22:00-07:00"]}]
    world = World({**ONE, "policies": {"all": {**ONE["policies"]["all"], "quiet": quiet}}})
    alarm = world.raised(Severity.MINOR)
    world.run_until(100)
    world.happen(Happening.ESCALATED, world.store.get(alarm.id), severity=Severity.CRITICAL)
    world.run_until(101)
    assert len(world.writers["sms"].sent) == 1
    assert replace(alarm, revision=2).id == alarm.id


def test_people_read_who_has_it_by_name() -> None:
    two = {
        "people": {
            "odile": {"name": "Odile Martin", "reach": {"sms": "+33612345601"}},
            "karim": {"name": "Karim", "reach": {"mail": "karim@example.fr"}},
        },
        "policies": {"all": {"steps": [{"tell": ["odile", "karim"]}], "tell_acknowledged": True}},
    }
    world = World(two)
    alarm = world.raised()
    world.run_until(1)
    world.act(alarm, "acknowledged")
    world.run_until(2)
    assert world.writers["mail"].sent[-1][1].subject.startswith("PRIS EN CHARGE par Odile Martin NRO Albert")


def test_a_fallback_to_a_channel_that_is_used_anyway_tells_nothing_twice() -> None:
    both = {
        "people": {"odile": {"name": "Odile", "reach": {"sms": "+33612345601", "mail": "odile@example.fr"}}},
        "policies": {"all": {"steps": [{"tell": ["odile"], "by": ["sms", "mail"], "wait": "9 h"}]}},
        "fallbacks": {"sms": "mail"},
    }
    world = World(both)
    world.writers["sms"].trouble = lambda _message: REFUSED
    alarm = world.raised()
    world.run_until(10)
    world.act(alarm, "cleared")
    world.run_until(20)
    assert [message.notices[0].kind.value for _, message in world.writers["mail"].sent] == ["page", "clear"]
