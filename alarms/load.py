"""The load of alarms on each audience, kept up with their history: of one authority, and of all together."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from threading import Lock

from alarms.figures import AlarmFigures, Figures
from telemetry.metrics import Metrics
from telemetry.ports import AlarmStore

_PIECE = 2_000
_REMEMBERED = 50_000
"""Transitions that are read again at a start: more than a day of the worst flood that people could bear."""
_ALL = ""

_GAUGES = {
    "last_10_min": "Alarms told in the last ten minutes (EEMUA 191: 1, a flood from 10)",
    "last_hour": "Alarms told in the last hour (ISA-18.2: 6 acceptable, 12 at most)",
    "last_day": "Alarms told in the last day (ISA-18.2: 150 acceptable, 300 at most)",
    "in_flood": "Whether alarms are in flood",
    "flood_share": "Share of the last day in flood (EEMUA 191: below 0.01)",
    "standing": "Alarms that stand and are told",
    "unacknowledged": "Of these, those that nobody has acknowledged",
    "stale": "Alarms that have stood for more than a day (fewer than 5)",
    "chattering": "Alarms that chatter",
    "suppressed": "Alarms that stand as consequences, or in announced work",
    "shelved": "Alarms that are shelved",
}


class AlarmLoad:
    """Figures by tenant, brought up to date by `refresh`; thread-safe."""

    def __init__(self, store: AlarmStore, now_ms: Callable[[], int], metrics: Metrics) -> None:
        self._store = store
        self._now_ms = now_ms
        self._lock = Lock()
        self._seen: int | None = None
        self._figures: defaultdict[str, AlarmFigures] = defaultdict(AlarmFigures)
        self._latest = AlarmFigures().at(0, ())
        for name, text in _GAUGES.items():
            metrics.gauge(f"samara_alarms_load_{name}", text, partial(self._gauge, name))

    def refresh(self) -> None:
        """Count what has happened since the last call."""
        with self._lock:
            self._read()
            self._latest = self._at(_ALL)

    def figures(self, tenant: str | None = None) -> Figures:
        """The figures of one tenant's alarms now, or of all."""
        with self._lock:
            self._read()
            return self._at(tenant or _ALL)

    def _gauge(self, name: str) -> float:
        return float(getattr(self._latest, name))

    def _read(self) -> None:
        if self._seen is None:
            self._seen = max(0, self._store.last_transition() - _REMEMBERED)
        while page := self._store.transitions(self._seen, _PIECE):
            for transition in page:
                self._figures[_ALL].note(transition)
                self._figures[transition.alarm.source.tenant].note(transition)
            self._seen = page[-1].seq

    def _at(self, audience: str) -> Figures:
        alarms = (alarm for alarm in self._store.open_alarms() if audience in (_ALL, alarm.source.tenant))
        return self._figures[audience].at(self._now_ms(), alarms)
