"""From the store to curves, through a formula, to values: one indicator over one span, for some devices."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import NamedTuple

import numpy as np

from indicators.indicator import RADIO, Indicator, Level
from indicators.places import Group
from indicators.windows import Curves, Floats, Ints, borders
from telemetry.device import UNASSIGNED, Device, Domain
from telemetry.ports import ReadingStore
from telemetry.reading import MAIN_CHANNEL
from telemetry.series import CIVIL_DAY_MS, Aggregate, Sample, Series, Span

_AHEAD = timedelta(hours=26)
"""How far after the last window a sample may lie that closes it: the night of a day ends next morning."""
_MS = timedelta(milliseconds=1)


class Outcome(NamedTuple):
    """The values of an indicator for one device and channel, or (`device` None) for one site and trade."""

    device: Device | None
    site: str
    domain: Domain
    channel: str
    samples: list[Sample]


class Row(NamedTuple):
    """One line of the curves: a device and channel, and its series unless the input is a radio fact."""

    device: Device
    channel: str
    series: Series | None


@dataclass(frozen=True, slots=True)
class Devices:
    """Whom an indicator is asked for: devices, and their series."""

    devices: Sequence[Device]
    series: Sequence[Series]

    def rows(self, key: str, domains: frozenset[Domain]) -> list[Row]:
        """The lines of an input, by device and channel."""
        devices = {one.dev_eui: one for one in self.devices if not domains or one.domain in domains}
        if key in RADIO:
            return [Row(device, MAIN_CHANNEL, None) for device in devices.values()]
        found = (one for one in self.series if one.quantity.key == key and one.dev_eui in devices)
        return [Row(devices[one.dev_eui], one.channel, one) for one in found]


class Reader:
    """Reads curves from a store; what several indicators of one round need is read once."""

    def __init__(self, store: ReadingStore) -> None:
        self._store = store
        self._read: dict[tuple[object, ...], Floats] = {}

    def curves(self, key: str, rows: Sequence[Row], span: Span, *, daily: bool = False) -> Curves:
        """The curves of some rows; suspect values are left out, and a row without a series is empty."""
        flat = [self._samples(key, row, span, daily=daily) for row in rows]
        owner = np.repeat(np.arange(len(rows)), [len(samples) for samples in flat])
        table = np.concatenate(flat) if flat else np.empty((0, 2))
        return Curves.from_arrays(owner, table[:, 0].astype(np.int64), table[:, 1], len(rows))

    def _samples(self, key: str, row: Row, span: Span, *, daily: bool) -> Floats:
        if row.series is None and key not in RADIO:
            return np.empty((0, 2))
        name = (row.series.id if row.series else row.device.dev_eui, key, span, daily)
        if name not in self._read:
            pairs = self._of_series(row.series, span, daily=daily) if row.series else self._radio(key, row.device, span)
            table = np.fromiter(chain.from_iterable(pairs), np.float64).reshape(-1, 2)
            if row.series:
                low, high = row.series.quantity.low, row.series.quantity.high
                table = table[(table[:, 1] >= low) & (table[:, 1] <= high)]
            self._read[name] = table
        return self._read[name]

    def _of_series(self, series: Series, span: Span, *, daily: bool) -> Iterable[tuple[int, float]]:
        if not daily:
            return self._store.samples(series, span)
        found = self._store.aggregate([series], span, CIVIL_DAY_MS, Aggregate.LAST)
        return chain.from_iterable(samples for _, samples in found)

    def _radio(self, key: str, device: Device, span: Span) -> Iterable[tuple[int, float]]:
        heard = ((one.time_ms, getattr(one, key)) for one in self._store.radio(device, span))
        return ((time_ms, float(value)) for time_ms, value in heard if value is not None)


def compute(indicator: Indicator, reader: Reader, whom: Devices, span: Span) -> list[Outcome]:
    """The values of an indicator in the whole windows of a span, for each device or site that has any.

    Times are those at which the windows begin. Raises `QueryError` for a span outside the calendar, and what the
    store raises.
    """
    edges = borders(span, indicator.step)
    if len(edges) < 2:
        return []
    wide = Span(max(0, int(edges[0]) - indicator.reach // _MS), int(edges[-1]) + _AHEAD // _MS)
    of = _of_devices if indicator.level is Level.DEVICE else _of_sites
    # Divisions by zero and logarithms of nothing are NaN, which is what they mean here.
    with np.errstate(divide="ignore", invalid="ignore"):
        return of(indicator, reader, whom, wide, edges)


def _of_devices(indicator: Indicator, reader: Reader, whom: Devices, span: Span, edges: Ints) -> list[Outcome]:
    first, *others = indicator.inputs
    rows = whom.rows(first, indicator.domains)
    if not rows:
        return []
    curves = [reader.curves(first, rows, span, daily=indicator.daily)]
    for key in others:
        held = {(row.device.dev_eui, row.channel): row for row in whom.rows(key, indicator.domains)}
        beside = [held.get((row.device.dev_eui, row.channel), row._replace(series=None)) for row in rows]
        curves.append(reader.curves(key, beside, span, daily=indicator.daily))
    numbers = [_numbers(tag, rows) for tag in indicator.tags]
    values = indicator.compute(edges, *curves, *numbers)
    return [
        Outcome(row.device, row.device.site, row.device.domain, indicator.channel or row.channel, samples)
        for row, line in zip(rows, values, strict=True)
        if (samples := _known(edges, line))
    ]


def _of_sites(indicator: Indicator, reader: Reader, whom: Devices, span: Span, edges: Ints) -> list[Outcome]:
    rows = [[row for row in whom.rows(key, indicator.domains) if _placed(row.device)] for key in indicator.inputs]
    sites = {row.device.site: row.device.domain for row in chain.from_iterable(rows)}
    if not sites:
        return []
    index = {site: number for number, site in enumerate(sites)}
    groups = [
        group_of(reader, key, held, span, index, indicator.tags)
        for key, held in zip(indicator.inputs, rows, strict=True)
    ]
    values = indicator.compute(edges, *groups)
    return [
        Outcome(None, site, domain, indicator.channel or MAIN_CHANNEL, samples)
        for (site, domain), line in zip(sites.items(), values, strict=True)
        if (samples := _known(edges, line))
    ]


def group_of(
    reader: Reader, key: str, rows: Sequence[Row], span: Span, index: Mapping[str, int], tags: Sequence[str] = ()
) -> Group:
    """The curves of rows with their places; `index` numbers the sites."""
    return Group(
        curves=reader.curves(key, rows, span),
        place=np.array([index[row.device.site] for row in rows], np.int64),
        role=tuple(row.device.tags.get("role", "") for row in rows),
        numbers={tag: _numbers(tag, rows) for tag in tags},
        count=len(index),
    )


def _placed(device: Device) -> bool:
    return device.site != UNASSIGNED


def _numbers(tag: str, rows: Sequence[Row]) -> Floats:
    """What a tag of the devices says, as numbers; NaN where it is absent or says none."""
    return np.array([_number(row.device.tags.get(tag, "")) for row in rows], np.float64)


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


def _known(edges: Ints, values: Floats) -> list[Sample]:
    known = np.isfinite(values)
    return list(map(Sample, edges[:-1][known].tolist(), values[known].tolist()))


def by_site(devices: Iterable[Device], size: int) -> Iterator[list[Device]]:
    """Devices in batches of some `size`, those of a site together."""
    sites: dict[str, list[Device]] = defaultdict(list)
    for device in devices:
        # Devices that stand nowhere need no company.
        sites[device.site if _placed(device) else device.dev_eui].append(device)
    batch: list[Device] = []
    for held in sites.values():
        batch += held
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
