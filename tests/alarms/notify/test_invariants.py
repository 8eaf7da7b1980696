"""Whatever happens to an alarm, in whatever order: what must be true of what people are told."""

from collections import defaultdict
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from notify_world import ACTS, UNREACHABLE, World

from alarms.notify.router import needs_somebody
from telemetry.alarm import Alarm, DeliveryKind, DeliveryState, Severity

POLICIES: dict[str, Any] = {
    "people": {
        "odile": {"name": "Odile", "reach": {"sms": "+33612345601", "mail": "odile@example.fr"}},
        "karim": {"name": "Karim", "reach": {"sms": "+33612345602"}},
    },
    "policies": {
        "all": {
            "steps": [
                {"tell": ["odile"], "by": ["sms"], "wait": "5 min"},
                {"tell": ["karim", "#tchap"], "by": ["sms"], "wait": "10 min"},
            ],
            "tell_acknowledged": True,
        }
    },
    "fallbacks": {"sms": "mail"},
}

POSSIBLE = {
    "acknowledged": lambda alarm: not alarm.acknowledged,
    "unacknowledged": lambda alarm: alarm.acknowledged and alarm.active,
    "cleared": lambda alarm: alarm.active,
    "latched": lambda alarm: alarm.active,
    "reset": lambda alarm: alarm.latched,
    "escalated": lambda alarm: alarm.active,
    "shelved": lambda alarm: alarm.open and not alarm.shelved,
    "unshelved": lambda alarm: alarm.shelved is not None,
    "suppressed": lambda alarm: alarm.active and not alarm.suppressed,
    "unsuppressed": lambda alarm: bool(alarm.suppressed),
    "out of service": lambda alarm: alarm.open and not alarm.out_of_service,
    "in service": lambda alarm: bool(alarm.out_of_service),
    "commented": lambda _alarm: True,
}

EVENTS = st.lists(
    st.tuples(st.integers(0, 1200), st.sampled_from(sorted(ACTS)), st.booleans()), min_size=1, max_size=12
)


def told(world: World) -> dict[tuple[str, str], list[DeliveryKind]]:
    """What each recipient was sent, in order."""
    kinds: dict[tuple[str, str], list[DeliveryKind]] = defaultdict(list)
    for channel, writer in world.writers.items():
        for _, message in writer.sent:
            kinds[channel, message.address] += [notice.kind for notice in message.notices]
    return kinds


def check(world: World, alarm: Alarm) -> None:
    pending = world.store.deliveries(alarm.id, DeliveryState.PENDING, limit=1000)
    pages = [one for one in pending if one.kind is DeliveryKind.PAGE]
    # While somebody is needed there is always a next call; while nobody is, none.
    assert bool(pages) is needs_somebody(alarm)
    # A chain of steps is one chain, however often it was interrupted.
    assert len([one for one in pages if not one.channel]) <= 1
    assert len({one.key for one in world.store.deliveries(limit=10_000)}) == len(world.store.deliveries(limit=10_000))


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_somebody_is_called_exactly_as_long_as_somebody_is_needed(events: list[tuple[int, str, bool]]) -> None:
    world = World(POLICIES)
    trouble = {"on": False}
    world.writers["sms"].trouble = lambda _message: UNREACHABLE if trouble["on"] else None
    alarm = world.raised(Severity.MAJOR)
    for wait, word, fails in events:
        world.run_until(world.now + wait)
        trouble["on"] = fails
        alarm = world.store.get(alarm.id)
        if POSSIBLE[word](alarm):
            alarm = world.act(alarm, word)
        check(world, alarm)
    trouble["on"] = False
    for word in ("in service", "unshelved", "unsuppressed", "reset", "cleared", "acknowledged"):
        if POSSIBLE[word](world.store.get(alarm.id)):
            world.act(alarm, word)
    world.run_until(world.now + 100_000)
    assert not world.store.deliveries(alarm.id, DeliveryState.PENDING)
    dead = world.store.deliveries(alarm.id, DeliveryState.DEAD, limit=1000)
    given_up = {(one.channel, world.policies.people[one.recipient].reach[one.channel]) for one in dead}
    for recipient, kinds in told(world).items():
        if recipient in given_up:
            continue
        # Whoever was called has heard that it is over, last and once.
        assert kinds[-1] is DeliveryKind.CLEAR
        # An acknowledgement while the all-clear is on its way may tell it once more by the other channel.
        ends = sum(word in ("cleared", "latched", "acknowledged") for _, word, _ in events)
        assert kinds.count(DeliveryKind.CLEAR) <= 2 + ends
