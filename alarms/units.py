"""What the evaluator holds of each device: its series with their watches, its pulse, the watches on it as a whole."""

from collections.abc import Iterator
from typing import Protocol

from alarms.detectors.dew_point import DewPoint
from alarms.detectors.silence import Pulse, SilenceWatch
from alarms.detectors.watch import Watch
from telemetry.alarm import Quality, Verdict
from telemetry.device import Device
from telemetry.quantity import Quantity
from telemetry.record import Record
from telemetry.series import Series

_STALE_INTERVALS, _STALE_AT_LEAST_MS, _STALE_AT_MOST_MS = 3.0, 15 * 60_000, 25 * 3_600_000
"""When what a device said last is stale, whether or not a rule tells of its silence."""


class Sight(Protocol):
    """What looks at the readings of a series: a watch of its own, or a point of a site's watch."""

    @property
    def watch(self) -> Watch:
        """The watch behind it."""

    def see(self, time_ms: int, value: float) -> list[Verdict] | None:
        """Take a good reading, later than all before."""

    def distrust(self, quality: Quality, time_ms: int) -> list[Verdict]:
        """Take note that nobody can know now."""


class Hearing(Protocol):
    """A watch on the messages of a device rather than on what they measure."""

    @property
    def watch(self) -> Watch:
        """The watch behind it."""

    def heed(self, record: Record) -> list[Verdict] | None:
        """Take a message."""


class Trace:
    """One series: when it was read last (-1: never), that value, and who looks at it."""

    __slots__ = ("high", "last_ms", "low", "series", "sights", "unit", "value")

    def __init__(self, unit: "Unit", series: Series, last_ms: int = -1, value: float = 0.0) -> None:
        self.unit = unit
        self.series = series
        self.low, self.high = series.quantity.low, series.quantity.high
        self.last_ms, self.value = last_ms, value
        self.sights: tuple[Sight, ...] = ()

    def watches(self) -> Iterator[Watch]:
        """The watches of this series alone."""
        return (sight for sight in self.sights if isinstance(sight, Watch))


class Unit:
    """One device."""

    __slots__ = ("derived", "device", "due_ms", "hearings", "planned_ms", "pulse", "silences", "stale", "traces")

    def __init__(self, device: Device, heard_ms: int) -> None:
        self.device = device
        self.pulse = Pulse(heard_ms)
        self.traces: list[Trace] = []
        self.silences: tuple[SilenceWatch, ...] = ()
        self.hearings: tuple[Hearing, ...] = ()
        self.derived: tuple[tuple[DewPoint, Trace], ...] = ()
        self.stale = False
        self.due_ms: int | None = None
        self.planned_ms: int | None = None
        self.plan()

    def own_watches(self) -> Iterator[Watch]:
        """The watches on the device as a whole."""
        yield from self.silences
        yield from (hearing.watch for hearing in self.hearings)

    def watches(self) -> Iterator[Watch]:
        """All watches on the device and its series."""
        yield from self.own_watches()
        for trace in self.traces:
            yield from trace.watches()

    def touched(self) -> Iterator["Unit | Watch"]:
        """What may have another due time after it was settled: when its data are stale, all that looks at them."""
        yield self
        yield from self.own_watches()
        for trace in self.traces if self.stale else ():
            yield from (sight.watch for sight in trace.sights)

    def trace(self, quantity: Quantity, channel: str) -> Trace | None:
        """The series of a quantity on a channel, as far as it has been heard."""
        wanted = (one for one in self.traces if one.series.quantity is quantity and one.series.channel == channel)
        return next(wanted, None)

    def latest(self, quantity: str) -> float | None:
        """The last value of a quantity on any channel."""
        read = [trace for trace in self.traces if trace.series.quantity.key == quantity and trace.last_ms >= 0]
        return max(read, key=lambda trace: trace.last_ms).value if read else None

    def heed(self, record: Record) -> list[Verdict]:
        """Take note of a message, whatever it says."""
        self.pulse.beat(record.time_ms)
        self.stale = False
        verdicts = [verdict for watch in self.silences for verdict in watch.hear(record.time_ms) or ()]
        self.plan()
        return verdicts + [verdict for hearing in self.hearings for verdict in hearing.heed(record) or ()]

    def settle(self, now_ms: int) -> list[Verdict]:
        """What an instant without a message means: silence, and that its data are stale."""
        verdicts = [verdict for watch in self.silences for verdict in watch.wait(self.pulse, now_ms)]
        stale_ms = self._stale_ms()
        if not self.stale and stale_ms <= now_ms:
            self.stale = True
            for trace in self.traces:
                for sight in trace.sights:
                    verdicts += sight.distrust(Quality.STALE, stale_ms)
        self.plan()
        return verdicts

    def plan(self) -> None:
        """Work out when to look again."""
        dues = [due for watch in self.silences if (due := watch.next_ms(self.pulse)) is not None]
        if not self.stale:
            dues.append(self._stale_ms())
        self.due_ms = min(dues, default=None)

    def _stale_ms(self) -> int:
        return self.pulse.heard_ms + self.pulse.patience(_STALE_INTERVALS, _STALE_AT_LEAST_MS, _STALE_AT_MOST_MS)
