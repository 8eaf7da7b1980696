"""InfluxQL as all three versions speak it, and its answers brought back to series and times."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from storage.influx.lines import tag_value
from storage.influx.server import Row, Rows, Server
from telemetry.device import UNASSIGNED, Device
from telemetry.errors import NotFoundError
from telemetry.ports import Registry
from telemetry.reading import MAIN_CHANNEL
from telemetry.series import Series, Span

PAGE = 10_000
"""Rows asked for at a time, of each tag set."""
_AT_ONCE = 100
"""Devices named in one statement."""
_FURTHEST_MS = 2**63 // 1_000_000 - 1
"""InfluxDB counts nanoseconds in 64 bits: the year 2262."""


def text(value: str) -> str:
    """A string literal."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def device_is(dev_euis: Iterable[str]) -> str:
    """The condition that a row is of one of these devices."""
    return "(" + " OR ".join(f'"device" = {text(dev_eui)}' for dev_eui in dev_euis) + ")"


def channel_is(series: Series) -> str:
    """The condition that a row is of the series' channel."""
    return f'"channel" = {text(tag_value(series.channel, MAIN_CHANNEL))}'


def within(span: Span) -> str:
    """The condition that a row is of the span."""
    start_ms, end_ms = (max(-_FURTHEST_MS, min(time_ms, _FURTHEST_MS)) for time_ms in (span.start_ms, span.end_ms))
    return f"time >= {start_ms}ms AND time < {end_ms}ms"


class Reader:
    """Rows of series and devices, whatever places the devices have been at.

    A device that moved has rows under two tag sets, and at one same time when its history was decoded
    again: then the row of its present place, which is the newer, wins.
    """

    def __init__(self, server: Server, registry: Registry) -> None:
        self._server = server
        self._registry = registry

    def series(self, series_id: int) -> Series | None:
        """The series of this id, None when the registry does not know it even after another look."""
        for attempt in range(2):
            try:
                return self._registry.series_by_id(series_id)
            except NotFoundError:
                if attempt == 0:
                    self._registry.refresh()
        return None

    def many(
        self, measurement: str, fields: Sequence[str], series_ids: Sequence[int], condition: str
    ) -> Iterator[tuple[int, list[Row]]]:
        """The rows of each series that has some, in time order; `{}` in a field is the quantity's key."""
        together: dict[tuple[str, str], dict[str, Series]] = defaultdict(dict)
        for one in filter(None, map(self.series, series_ids)):
            together[one.quantity.key, channel_is(one)][one.dev_eui] = one
        for (key, channel), by_device in together.items():
            columns = ", ".join(fields).replace("{}", key)
            for dev_euis in _cut(list(by_device), _AT_ONCE):
                statement = (
                    f'SELECT {columns} FROM "{measurement}" WHERE {channel} AND {device_is(dev_euis)}'  # noqa: S608
                    f' AND {condition} GROUP BY "device", "site", "tenant"'
                )
                found: dict[str, list[Rows[Row]]] = defaultdict(list)
                for rows in self._server.query(statement, len(fields)):
                    found[rows.tags["device"]].append(rows)
                for dev_eui, groups in found.items():
                    yield by_device[dev_eui].id, self._merged(dev_eui, groups)

    def pages(
        self, dev_eui: str, select: str, fields: int, span: Span, tags: Sequence[str] = ()
    ) -> Iterator[list[Row]]:
        """All rows of a statement that selects this many fields of one device, in time order, a page at a time.

        So no request is left open while a slow reader thinks. The values of `tags` are appended to the rows.
        """
        group_by = ", ".join(f'"{tag}"' for tag in ("site", "tenant", *tags))
        start_ms = span.start_ms
        while start_ms < span.end_ms:
            condition = within(Span(start_ms, span.end_ms))
            groups = self._server.query(f"{select} AND {condition} GROUP BY {group_by} LIMIT {PAGE}", fields)
            # Where one tag set has filled its page, only what is not beyond it is known of all of them.
            full = [group.values[-1][0] for group in groups if len(group.values) == PAGE]
            until_ms = min(full, default=span.end_ms)
            for group in groups if tags else ():
                named = tuple(group.tags[tag] for tag in tags)
                group.values = [(*row, *named) for row in group.values]
            yield [row for row in self._merged(dev_eui, groups) if row[0] <= until_ms]
            if not full:
                return
            start_ms = until_ms + 1

    def _merged(self, dev_eui: str, groups: Sequence[Rows[Row]]) -> list[Row]:
        if len(groups) == 1:
            return groups[0].values
        device = self._registry.device(dev_eui)
        rows: dict[int, Row] = {}
        for group in sorted(groups, key=lambda group: _is_at(device, group.tags)):
            rows.update((row[0], row) for row in group.values)
        return [rows[time_ms] for time_ms in sorted(rows)]


def _is_at(device: Device | None, tags: Mapping[str, str]) -> bool:
    return device is not None and (tags.get("site"), tags.get("tenant")) == (
        tag_value(device.site, UNASSIGNED),
        tag_value(device.tenant, UNASSIGNED),
    )


def _cut(items: list[str], size: int) -> Iterator[list[str]]:
    return (items[first : first + size] for first in range(0, len(items), size))
