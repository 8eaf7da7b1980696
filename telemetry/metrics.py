"""Counts of what happened, plain numbers that `/metrics` and the live page read."""

from collections.abc import Callable, Iterator
from threading import Lock
from typing import NamedTuple


class Metric(NamedTuple):
    """One number with its labels, as Prometheus names them (`_total` for counters)."""

    name: str
    help: str
    kind: str
    labels: tuple[tuple[str, str], ...]
    value: float


class Metrics:
    """Counters that are added to, and gauges that are asked when somebody looks."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counters: dict[tuple[str, tuple[tuple[str, str], ...]], float] = {}
        self._help: dict[str, str] = {}
        self._gauges: dict[str, Callable[[], float]] = {}

    def declare(self, name: str, help_text: str) -> None:
        """Give a counter its help text, and the value 0 so that it is visible before it moves."""
        self._help[name] = help_text
        self._counters.setdefault((name, ()), 0.0)

    def gauge(self, name: str, help_text: str, read: Callable[[], float]) -> None:
        """Register a gauge; `read` is called at each look."""
        self._help[name] = help_text
        self._gauges[name] = read

    def add(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter; call once a batch, not once a message."""
        key = name, tuple(sorted(labels.items()))
        with self._lock:
            self._counters[key] = self._counters.get(key, 0.0) + amount

    def total(self, name: str) -> float:
        """A counter's sum over its labels."""
        with self._lock:
            return sum(value for (key, _), value in self._counters.items() if key == name)

    def collect(self) -> Iterator[Metric]:
        """Everything, now."""
        with self._lock:
            counters = sorted(self._counters.items())
        for (name, labels), value in counters:
            yield Metric(name, self._help.get(name, name), "counter", labels, value)
        for name, read in sorted(self._gauges.items()):
            yield Metric(name, self._help[name], "gauge", (), read())
