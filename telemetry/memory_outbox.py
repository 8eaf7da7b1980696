"""The in-memory twin of the outbox: a dict of deliveries by key."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from threading import Lock

from telemetry.alarm import Delivery, DeliveryState, Outcome


class MemoryOutbox:
    """An outbox that a power cut would empty. `plan` and `cancel` are what the commit of an alarm store does."""

    def __init__(self) -> None:
        self._held: dict[str, Delivery] = {}
        self._lock = Lock()

    def plan(self, deliveries: Iterable[Delivery], cancel: Collection[str] = ()) -> None:
        """Void what is pending for the alarms of `cancel`, then keep these deliveries."""
        with self._lock:
            for key, held in self._held.items():
                if held.alarm_id in cancel and held.state is DeliveryState.PENDING:
                    self._held[key] = replace(held, state=DeliveryState.CANCELLED)
            for delivery in deliveries:
                self._held.setdefault(delivery.key, delivery)

    def due(self, now_ms: int, limit: int, busy: Collection[str] = ()) -> list[Delivery]:
        with self._lock:
            due = [one for one in self._pending() if one.due_ms <= now_ms and one.channel not in busy]
        return sorted(due, key=lambda one: (-one.severity, one.due_ms))[:limit]

    def next_due(self) -> int | None:
        with self._lock:
            return min((one.due_ms for one in self._pending()), default=None)

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        with self._lock:
            for delivery, follow_ups in outcomes:
                void = self._held[delivery.key].state is DeliveryState.CANCELLED
                if not void or delivery.state is DeliveryState.SENT:
                    self._held[delivery.key] = delivery
                for follow_up in () if void else follow_ups:
                    self._held.setdefault(follow_up.key, follow_up)

    def deliveries(
        self, alarm_id: str | None = None, state: DeliveryState | None = None, limit: int = 100
    ) -> list[Delivery]:
        with self._lock:
            held = [
                one for one in self._held.values() if alarm_id in (None, one.alarm_id) and state in (None, one.state)
            ]
        return sorted(held, key=lambda one: -one.due_ms)[:limit]

    def _pending(self) -> list[Delivery]:
        return [one for one in self._held.values() if one.state is DeliveryState.PENDING]
