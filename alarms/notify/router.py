"""What a transition means for the outbox, and what an intention means when it is due: pure decisions by policy."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from alarms.notify.places import Place
from alarms.notify.policy import Policies, Policy, Step
from telemetry.alarm import (
    Alarm,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Happening,
    Outcome,
    Plan,
    Source,
    Transition,
)
from telemetry.times import from_ms

_LATE_GRACE_MS = 3_000
_MILLISECOND = timedelta(milliseconds=1)

_NEEDING = frozenset(
    {
        Happening.RAISED,
        Happening.ESCALATED,
        Happening.UNACKNOWLEDGED,
        Happening.UNSHELVED,
        Happening.UNSUPPRESSED,
        Happening.IN_SERVICE,
    }
)
"""After these an alarm may need somebody, from the first step on."""

_HANDLED = frozenset({Happening.ACKNOWLEDGED, Happening.SHELVED, Happening.SUPPRESSED, Happening.OUT_OF_SERVICE})
"""After these nobody more is called."""

_ENDING = frozenset({Happening.CLEARED, Happening.RESET})


def needs_somebody(alarm: Alarm) -> bool:
    """Whether people are to be called: it holds, nobody has it, and nobody or nothing has set it aside."""
    return stands(alarm) and not (alarm.acknowledged or alarm.set_aside or alarm.suppressed)


def stands(alarm: Alarm) -> bool:
    """Whether there is still something: the condition, or a latch that waits for its reset."""
    return alarm.active or alarm.latched


class Router:
    """Decides by the policies as they are now: `policies` is asked each time, for their file may change."""

    def __init__(self, policies: Callable[[], Policies], place: Callable[[Source], Place]) -> None:
        self._policies = policies
        self._place = place

    def plan(self, transition: Transition) -> Plan:
        """The deliveries of a transition, and whether those planned for its alarm before are void."""
        alarm, happening = transition.alarm, transition.happening
        deliveries = list(self._mirrored(transition))
        cancel = False
        if happening in _NEEDING and needs_somebody(alarm):
            cancel = happening is not Happening.RAISED
            deliveries += self._first_steps(alarm, transition.known_ms)
        elif happening in _HANDLED:
            cancel = True
            deliveries += self._told_after(transition)
        elif happening in _ENDING and not stands(alarm):
            cancel = True
            deliveries.append(_told(transition, DeliveryKind.CLEAR))
        return Plan(tuple(deliveries), cancel)

    def _told_after(self, transition: Transition) -> Iterator[Delivery]:
        if transition.happening is Happening.ACKNOWLEDGED:
            yield _told(transition, DeliveryKind.ACKNOWLEDGE)
        if not stands(transition.alarm):
            # The all-clear that was planned before may be among what is void now.
            yield _told(transition, DeliveryKind.CLEAR)

    def _mirrored(self, transition: Transition) -> Iterator[Delivery]:
        alarm = transition.alarm
        for channel in self._policies().mirrors:
            key = f"{alarm.id}/{alarm.revision}/{DeliveryKind.STATE}/{channel}"
            yield Delivery(
                key, alarm.id, "", alarm.revision, DeliveryKind.STATE, alarm.severity, transition.known_ms, channel
            )

    def _first_steps(self, alarm: Alarm, now_ms: int) -> Iterator[Delivery]:
        for name, policy in self.policies_of(alarm):
            # What comes late may be over by what comes right behind it.
            due_ms = policy.speaks_at(alarm.severity, now_ms) + (_LATE_GRACE_MS if alarm.late else 0)
            key = f"{alarm.id}/{alarm.revision}/{DeliveryKind.PAGE}/{name}/0"
            yield Delivery(key, alarm.id, name, 0, DeliveryKind.PAGE, alarm.severity, due_ms)

    def policies_of(self, alarm: Alarm) -> Iterator[tuple[str, Policy]]:
        """The policies that take an alarm: the first that fits, and the next after one that says `continue`."""
        place = self._place(alarm.source)
        for name, policy in self._policies().policies.items():
            if policy.match.takes(place, alarm.source.rule, alarm.severity):
                yield name, policy
                if not policy.go_on:
                    return

    def resolve(self, intention: Delivery, alarm: Alarm, told: Sequence[Delivery], now_ms: int) -> Outcome:
        """Whom a due intention means now. `told` are the deliveries of the alarm that were sent."""
        if intention.kind is DeliveryKind.PAGE:
            return self._resolve_page(intention, alarm, now_ms)
        return self._resolve_news(intention, alarm, told, now_ms)

    def _resolve_page(self, intention: Delivery, alarm: Alarm, now_ms: int) -> Outcome:
        policy = self._policies().policies.get(intention.policy)
        step = policy.step(intention.step) if policy else None
        if not needs_somebody(alarm):
            return Outcome(_cancelled(intention, "nobody is needed any more", now_ms))
        if policy is None or step is None:
            gone = _cancelled(intention, f"policy {intention.policy} has no such step any more", now_ms)
            return Outcome(gone, () if policy else tuple(self._first_steps(alarm, now_ms)))
        speaks_ms = policy.speaks_at(alarm.severity, now_ms)
        if speaks_ms > now_ms:
            return Outcome(replace(intention, due_ms=speaks_ms))
        pairs = list(dict.fromkeys(self.recipients(step, now_ms)))
        follow_ups = _bundled(intention, pairs, now_ms, policy.bundled(alarm.severity))
        settled = _settled(intention, now_ms, "" if pairs else f"nobody is on call: {', '.join(step.tell)}")
        return Outcome(settled, (*follow_ups, *_next_step(intention, policy, step, now_ms)))

    def recipients(self, step: Step, now_ms: int) -> Iterator[tuple[str, str]]:
        """Whom a step means at an instant: channel and person; a room has no person."""
        policies = self._policies()
        for target in step.tell:
            if target.startswith("#"):
                yield target[1:], ""
            schedule = policies.schedules.get(target)
            for name in schedule.on_call(from_ms(now_ms)) if schedule else [target]:
                if person := policies.people.get(name):
                    channels = [channel for channel in step.by if channel in person.reach]
                    for channel in channels or [next(iter(person.reach))]:
                        yield channel, name

    def _resolve_news(self, intention: Delivery, alarm: Alarm, told: Sequence[Delivery], now_ms: int) -> Outcome:
        """An all-clear, or that somebody has it: for those who were called and do not know it yet."""
        policies = self._policies().policies
        latest: dict[tuple[str, str], Delivery] = {}
        for sent in sorted(told, key=lambda one: one.settled_ms or 0):
            if sent.channel and sent.kind is not DeliveryKind.STATE:
                latest[sent.channel, sent.recipient] = sent
        follow_ups: list[Delivery] = []
        for (channel, recipient), sent in latest.items():
            policy = policies.get(sent.policy, _GONE)
            if _is_news(intention.kind, sent, policy, alarm):
                wait_ms = policy.bundled(alarm.severity)
                follow_ups += _bundled(replace(intention, policy=sent.policy), [(channel, recipient)], now_ms, wait_ms)
        return Outcome(_settled(intention, now_ms), tuple(follow_ups))

    def fallback(self, failed: Delivery, now_ms: int) -> Delivery | None:
        """The same thing through the channel that stands in for one that fails, if the person has it."""
        policies = self._policies()
        channel = policies.fallbacks.get(failed.channel, "")
        person = policies.people.get(failed.recipient)
        if not channel or (person and channel not in person.reach) or failed.kind is DeliveryKind.STATE:
            return None
        # The key of the same thing planned for that channel: whoever is told there anyway is not told twice.
        key = f"{failed.key.removesuffix(f'/{failed.channel}/{failed.recipient}')}/{channel}/{failed.recipient}"
        return replace(
            failed, key=key, channel=channel, due_ms=now_ms, attempts=0, state=DeliveryState.PENDING, error=""
        )


_GONE = Policy(steps=(Step(tell=("#",)),), all_clear=True)
"""Stands for a policy that is gone: those whom it called still want the all-clear."""


def _is_news(kind: DeliveryKind, latest: Delivery, policy: Policy, alarm: Alarm) -> bool:
    if kind is DeliveryKind.CLEAR:
        return policy.all_clear and latest.kind is not DeliveryKind.CLEAR
    called = latest.kind is DeliveryKind.PAGE
    return policy.tell_acknowledged and called and latest.recipient != alarm.acknowledged_by


def _next_step(intention: Delivery, policy: Policy, step: Step, now_ms: int) -> Iterator[Delivery]:
    number = intention.step + 1
    if policy.step(number) is not None:
        due_ms = now_ms + step.wait // _MILLISECOND
        key = f"{intention.key.rpartition('/')[0]}/{number}"
        yield replace(intention, key=key, step=number, due_ms=due_ms)


def _told(transition: Transition, kind: DeliveryKind) -> Delivery:
    alarm = transition.alarm
    key = f"{alarm.id}/{alarm.revision}/{kind}"
    return Delivery(key, alarm.id, "", 0, kind, alarm.severity, transition.known_ms)


def _bundled(intention: Delivery, pairs: Iterable[tuple[str, str]], now_ms: int, wait_ms: int) -> tuple[Delivery, ...]:
    """A delivery for each recipient; those of one window of time are due at its end, together."""
    due_ms = (now_ms // wait_ms + 1) * wait_ms if wait_ms else now_ms
    return tuple(
        replace(
            intention,
            key=f"{intention.key}/{channel}/{recipient}",
            channel=channel,
            recipient=recipient,
            due_ms=due_ms,
        )
        for channel, recipient in pairs
    )


def _settled(intention: Delivery, now_ms: int, error: str = "") -> Delivery:
    return replace(intention, state=DeliveryState.SENT, settled_ms=now_ms, error=error)


def _cancelled(delivery: Delivery, why: str, now_ms: int) -> Delivery:
    return replace(delivery, state=DeliveryState.CANCELLED, settled_ms=now_ms, error=why)
