"""Works the outbox: finds out who is on call, sends, tries again, turns to another channel, gives up visibly.

Nothing is remembered here that matters: a crash at any point leaves the outbox as it was before a step, or after
it. Each channel has a few threads of its own, so that one that hangs holds up no other.
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from typing import Final, NamedTuple, Protocol

from alarms.notify.composer import Composer, Told
from alarms.notify.pace import Pace, Retry
from alarms.notify.router import Router, needs_somebody, stands
from alarms.notify.transports.contract import Transports
from telemetry.alarm import Alarm, Delivery, DeliveryKind, DeliveryState, Outcome, Severity
from telemetry.errors import NotFoundError, RejectedError, TelemetryError, UnavailableError
from telemetry.metrics import Metrics
from telemetry.ports import Outbox

_BATCH: Final = 500
_POLL_S: Final = 0.25
_AFTERGLOW_MS: Final = 300_000
"""How long what shows states is told that an alarm is over, in case it missed it."""

_TOTAL: Final = "samara_notifications_total"
_log = logging.getLogger(__name__)


class Alarms(Protocol):
    """Where alarms are read."""

    def get(self, alarm_id: str) -> Alarm:
        """One alarm, or `NotFoundError`."""


class Group(NamedTuple):
    """Deliveries that make one message."""

    channel: str
    recipient: str
    told: Told

    @property
    def is_critical(self) -> bool:
        """Whether it calls somebody to a critical alarm: then nothing holds it back."""
        return any(_is_critical(one) for one, _ in self.told)


def small_pool(channel: str, threads: int) -> Executor:
    """The threads of one channel."""
    return ThreadPoolExecutor(threads, thread_name_prefix=f"notify-{channel}")


class Notifier:
    """The worker. `wake` tells it that there is something new; it looks by itself every quarter of a second."""

    def __init__(
        self,
        outbox: Outbox,
        alarms: Alarms,
        router: Router,
        composer: Composer,
        channels: Transports,
        metrics: Metrics,
        pace: Pace | None = None,
        retry: Retry | None = None,
        clock: Callable[[], float] = time.time,
        pool: Callable[[str, int], Executor] = small_pool,
    ) -> None:
        self._outbox = outbox
        self._alarms = alarms
        self._router = router
        self._composer = composer
        self._channels = channels
        self._metrics = metrics
        self._pace = pace or Pace()
        self._retry = retry or Retry()
        self._clock = clock
        self._pools = {name: pool(name, channel.at_once) for name, channel in channels.items()}
        self._under_way: dict[str, set[str]] = defaultdict(set)
        self._messages: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="notifier", daemon=True)
        self.last_error: str | None = None
        metrics.declare(_TOTAL, "Notifications, by channel and outcome")
        metrics.gauge("samara_notifications_under_way", "Notifications being sent now", self._count)

    def _count(self) -> float:
        return sum(map(len, tuple(self._under_way.values())))

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def wake(self) -> None:
        """Look at once."""
        self._woken.set()

    def stop(self) -> None:
        """Finish what is being sent, leave the rest in the outbox, release the channels."""
        self._stopping = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)
        for channel in self._channels.values():
            channel.close()

    def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                worked = self.work()
                self.last_error = None
            except TelemetryError as error:
                self.last_error, worked = str(error), 0
                _log.warning("the outbox is out of reach: %s", error)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next round may do better
                self.last_error, worked = str(error), 0
                _log.exception("the notifier stumbled")
            if not worked:
                self._woken.wait(_POLL_S)

    def work(self) -> int:
        """One round: resolve what is an intention, hand over what is due; return how many deliveries that were."""
        now_ms = int(self._clock() * 1000)
        with self._lock:
            busy = [name for name in self._channels if self._is_busy(name)]
            known = set().union(*(self._under_way[channel] for channel in self._under_way))
        due = [one for one in self._outbox.due(now_ms, _BATCH + len(known), busy) if one.key not in known]
        outcomes = [self._resolve(one, now_ms) for one in due if not one.channel]
        if outcomes:
            self._outbox.settle(outcomes)
        handed = sum(self._hand_over(group, now_ms) for group in self._groups(due, now_ms))
        return len(outcomes) + handed

    def _is_busy(self, channel: str) -> bool:
        return self._messages[channel] >= self._channels[channel].at_once

    def _resolve(self, intention: Delivery, now_ms: int) -> Outcome:
        try:
            alarm = self._alarms.get(intention.alarm_id)
        except NotFoundError as error:
            return Outcome(_settled(intention, DeliveryState.CANCELLED, now_ms, error=str(error)))
        told: Sequence[Delivery] = ()
        if intention.kind is not DeliveryKind.PAGE:
            told = self._outbox.deliveries(alarm.id, DeliveryState.SENT, limit=_BATCH)
        outcome = self._router.resolve(intention, alarm, told, now_ms)
        if outcome.delivery.error and outcome.delivery.state is DeliveryState.SENT:
            self._metrics.add(_TOTAL, channel="none", outcome="nobody")
            _log.error("%s of %s: %s", intention.policy, alarm.id, outcome.delivery.error)
        return outcome

    def _groups(self, due: Iterable[Delivery], now_ms: int) -> list[Group]:
        """What is due, by recipient, critical calls first; what is no longer worth telling is settled."""
        groups: dict[tuple[str, str, bool, bool, int], dict[str, tuple[Delivery, Alarm]]] = defaultdict(dict)
        void: list[Outcome] = []
        for one in sorted((one for one in due if one.channel), key=lambda one: one.step):
            alarm = self._alarm_of(one)
            if isinstance(alarm, str):
                void.append(Outcome(_settled(one, DeliveryState.CANCELLED, now_ms, error=alarm)))
                continue
            is_state = one.kind is DeliveryKind.STATE
            # What failed together is tried again together: so the message keeps its key.
            group = groups[one.channel, one.recipient, is_state, _is_critical(one), one.attempts]
            name = alarm.id if is_state else one.key
            if name in group:
                older = group[name][0]
                void.append(Outcome(_settled(older, DeliveryState.CANCELLED, now_ms, error="a later state is told")))
            group[name] = one, alarm
        if void:
            self._outbox.settle(void)
        made = [Group(channel, person, tuple(told.values())) for (channel, person, *_), told in groups.items()]
        return sorted(made, key=lambda group: not group.is_critical)

    def _alarm_of(self, delivery: Delivery) -> Alarm | str:
        """The alarm of a delivery, or why it is not to be told after all."""
        try:
            alarm = self._alarms.get(delivery.alarm_id)
        except NotFoundError as error:
            return str(error)
        needless = delivery.kind is DeliveryKind.PAGE and not needs_somebody(alarm)
        return "nobody is needed any more" if needless else alarm

    def _hand_over(self, group: Group, now_ms: int) -> int:
        """Give a group to the threads of its channel; return how many deliveries left the outbox's hands."""
        if group.channel not in self._channels:
            error = RejectedError(f"the settings have no channel {group.channel}; see notify.channels")
            self._failed(group, error, now_ms)
            return len(group.told)
        if group.recipient and not group.is_critical and (until_ms := self._pace.held_until(group[:2], now_ms)):
            waiting = [Outcome(replace(one, due_ms=until_ms)) for one, _ in group.told]
            self._outbox.settle(waiting)
            return 0
        with self._lock:
            if self._is_busy(group.channel):
                return 0
            self._messages[group.channel] += 1
            self._under_way[group.channel].update(one.key for one, _ in group.told)
        self._pools[group.channel].submit(self._send, group)
        return len(group.told)

    def _send(self, group: Group) -> None:
        try:
            self._attempt(group)
        except TelemetryError as error:
            _log.warning("what came of a message to %s is not written down, so it is sent again: %s", group[:2], error)
        except Exception:  # noqa: BLE001 - a pool would swallow it
            _log.exception("a message through %s was not settled", group.channel)
        finally:
            with self._lock:
                self._messages[group.channel] -= 1
                self._under_way[group.channel].difference_update(one.key for one, _ in group.told)
            self._woken.set()

    def _attempt(self, group: Group) -> None:
        now_ms = int(self._clock() * 1000)
        try:
            message = self._composer.compose(group.told, now_ms)
            receipt = self._channels[group.channel].send(message)
        except (UnavailableError, RejectedError) as error:
            self._failed(group, error, now_ms)
        except Exception as error:  # noqa: BLE001 - a transport's own mistake must not pass for a delivery
            _log.exception("channel %s stumbled", group.channel)
            self._failed(group, UnavailableError(f"{group.channel}: {type(error).__name__}"), now_ms)
        else:
            self._pace.sent(group[:2], now_ms)
            self._outbox.settle([self._sent(one, alarm, receipt) for one, alarm in group.told])
            self._metrics.add(_TOTAL, len(group.told), channel=group.channel, outcome="sent")

    def _sent(self, delivery: Delivery, alarm: Alarm, receipt: str) -> Outcome:
        now_ms = int(self._clock() * 1000)
        again_ms = int(self._channels[delivery.channel].resend_s * 1000)
        done = _settled(replace(delivery, attempts=delivery.attempts + 1), DeliveryState.SENT, now_ms, receipt=receipt)
        lately = stands(alarm) or now_ms < (alarm.cleared_ms or 0) + _AFTERGLOW_MS
        if delivery.kind is DeliveryKind.STATE and again_ms and lately:
            # The same row waits for its next turn; those of all alarms come together.
            due_ms = (now_ms // again_ms + 1) * again_ms
            return Outcome(replace(done, state=DeliveryState.PENDING, due_ms=due_ms, attempts=0))
        return Outcome(done)

    def _failed(self, group: Group, error: UnavailableError | RejectedError, now_ms: int) -> None:
        again_ms = now_ms + self._retry.pause_ms(1 + max(one.attempts for one, _ in group.told))
        outcomes = [self._outcome(one, error, now_ms, again_ms) for one, _ in group.told]
        self._outbox.settle(outcomes)
        dead = sum(outcome.delivery.state is DeliveryState.DEAD for outcome in outcomes)
        self._metrics.add(_TOTAL, dead, channel=group.channel, outcome="dead")
        self._metrics.add(_TOTAL, len(outcomes) - dead, channel=group.channel, outcome="failed")
        (_log.error if dead else _log.warning)("%d deliveries to %s failed: %s", len(outcomes), group[:2], error)

    def _outcome(
        self, delivery: Delivery, error: UnavailableError | RejectedError, now_ms: int, again_ms: int
    ) -> Outcome:
        attempts = delivery.attempts + 1
        tried = replace(delivery, attempts=attempts, error=str(error))
        # What shows states is never given up for being away, and not at once for a refusal: it may be under repair.
        is_state = delivery.kind is DeliveryKind.STATE and delivery.channel in self._channels
        lasting = isinstance(error, RejectedError) and (not is_state or attempts >= self._retry.most)
        another = self._router.fallback(delivery, now_ms) if lasting or attempts >= self._retry.fallback_after else None
        follow_ups = (another,) if another else ()
        if lasting or (attempts >= self._retry.most and not is_state):
            return Outcome(_settled(tried, DeliveryState.DEAD, now_ms, error=str(error)), follow_ups)
        return Outcome(replace(tried, due_ms=again_ms), follow_ups)


def _is_critical(delivery: Delivery) -> bool:
    return delivery.kind is DeliveryKind.PAGE and delivery.severity is Severity.CRITICAL


def _settled(delivery: Delivery, state: DeliveryState, now_ms: int, *, error: str = "", receipt: str = "") -> Delivery:
    return replace(delivery, state=state, settled_ms=now_ms, error=error, receipt=receipt)
