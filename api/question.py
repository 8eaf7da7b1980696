"""What `/v1/readings` is asked: of which series, for when, how condensed; and the samples that answer it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Annotated

from fastapi import Depends, Query

from api.parameters import MAX_ID, DevEui, Instant, QuantityKey, Window, Word
from api.view import SeriesFilter, View
from telemetry.device import Device
from telemetry.errors import NotFoundError, QueryError
from telemetry.ports import DeviceFilter
from telemetry.quantity import Kind, quantity
from telemetry.reading import MAIN_CHANNEL
from telemetry.series import CIVIL_DAY_MS, Aggregate, Sample, Series, Span

MAX_RANGE = timedelta(days=3660)
MAX_WINDOWS = 100_000
DEFAULT_RANGE = timedelta(days=1)
DEFAULT_LIMIT = 10_000
MAX_LIMIT = 100_000

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was put: what parameters say one by one is right, what they say together is not checked yet."""

    series_id: int | None
    dev_eui: str | None
    quantity: str | None
    channel: str | None
    start: datetime | None
    end: datetime | None
    aggregate: Aggregate | None
    window_ms: int | None
    limit: int | None

    def series(self, view: View) -> tuple[Device, Series]:
        """The series that is meant, with its device; `QueryError` or `NotFoundError` when there is none."""
        if self.series_id is not None:
            if any((self.dev_eui, self.quantity, self.channel)):
                raise QueryError("series names everything; give it alone, without dev_eui, quantity and channel")
            return view.one_series(self.series_id)
        if self.dev_eui is None or self.quantity is None:
            raise QueryError("which series? give series, or dev_eui and quantity (and channel); /v1/series lists them")
        found = view.series(SeriesFilter(DeviceFilter(), self.dev_eui, quantity(self.quantity)))
        channel = self.channel or MAIN_CHANNEL
        for device, series in found:
            if series.channel == channel:
                return device, series
        what = f"{self.quantity} on channel {channel!r:.60}"
        channels = ", ".join(series.channel for _, series in found) or "none"
        raise NotFoundError(f"{self.dev_eui} has no {what}; channels that have it: {channels}")

    def span(self, now: datetime) -> Span:
        """The range that is meant, or `QueryError`."""
        return span_of(self.start, self.end, now)

    def samples(self, view: View, series: Series, span: Span) -> Iterator[Sample]:
        """The samples that answer it, in time order, or `QueryError`."""
        if self.aggregate is None:
            if self.window_ms is not None:
                raise QueryError(f"window without aggregate; give one of {', '.join(Aggregate)}")
            return iter(view.store.samples(series, span))
        if self.window_ms is None:
            raise QueryError("aggregate without window; give 10m, 1h, 1d or day")
        if self.aggregate is Aggregate.INCREASE and series.quantity.kind is not Kind.COUNTER:
            raise QueryError(f"increase is for counters; {series.quantity.key} is a {series.quantity.kind}")
        length = _DAY_MS if self.window_ms == CIVIL_DAY_MS else self.window_ms
        windows = (span.end_ms - span.start_ms) // length
        if windows > MAX_WINDOWS:
            raise QueryError(f"{windows} windows; ask for at most {MAX_WINDOWS}: a wider window or a shorter range")
        found = dict(view.store.aggregate([series], span, self.window_ms, self.aggregate))
        return iter(found.get(series.id, ()))

    def bounds(self, series: Series) -> tuple[float, float]:
        """Between which values an answer is to be trusted; a sum, count or increase has no range to leave."""
        if self.aggregate in (Aggregate.SUM, Aggregate.COUNT, Aggregate.INCREASE):
            return -inf, inf
        return series.quantity.low, series.quantity.high


def span_of(start: datetime | None, end: datetime | None, now: datetime) -> Span:
    """The range from `start` to `end`, which may be left out; or `QueryError`."""
    end = end or now
    start = start or end - DEFAULT_RANGE
    if start >= end:
        raise QueryError(f"from ({start.isoformat()}) is not before to ({end.isoformat()})")
    if end - start > MAX_RANGE:
        raise QueryError(f"range of {(end - start).days} days; ask for at most {MAX_RANGE.days} at a time")
    return Span.between(start, end)


From = Annotated[Instant | None, Query(alias="from", description="First instant; one day before `to` unless given.")]
To = Annotated[Instant | None, Query(alias="to", description="Instant after the last; now unless given.")]


async def _question(
    series: Annotated[
        int | None, Query(ge=1, le=MAX_ID, description="Id of the series; or give `dev_eui` and `quantity`.")
    ] = None,
    dev_eui: Annotated[DevEui | None, Query(description="The device, with `quantity`.")] = None,
    quantity: Annotated[QuantityKey | None, Query(description="The quantity, with `dev_eui`.")] = None,
    channel: Annotated[Word | None, Query(description=f"The channel; `{MAIN_CHANNEL}` unless given.")] = None,
    start: From = None,
    end: To = None,
    aggregate: Annotated[
        Aggregate | None, Query(description="What each `window` is reduced to; raw readings unless given.")
    ] = None,
    window: Annotated[
        Window | None, Query(description="Seconds, minutes, hours or days of 24 hours (UTC); `day`: civil, in Paris.")
    ] = None,
    limit: Annotated[
        int | None,
        Query(ge=1, le=MAX_LIMIT, description=f"Rows at most; unless given {DEFAULT_LIMIT} in JSON, else all."),
    ] = None,
) -> Question:
    return Question(series, dev_eui, quantity, channel, start, end, aggregate, window, limit)


Asked = Annotated[Question, Depends(_question)]
