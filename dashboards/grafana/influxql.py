"""InfluxQL as panels ask it: the query class that Grafana's SDK lacks, and the statements that recur.

A statement runs as it stands on InfluxDB 1.x, 2 and 3: no Flux, no SHOW SERIES, no field-wide wildcards.
`$timeFilter` and `$__interval` are Grafana's, `${tenant:regex}` and its like are the dashboard's variables.
Nothing is filled: an hour without readings is a gap, not a zero.
"""

from dataclasses import dataclass
from typing import Any, Final, Self

from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery

from dashboards.grafana.datasource import DATASOURCE_TYPE, DATASOURCE_UID
from telemetry.quantity import Quantity

DATASOURCE: Final = {"type": DATASOURCE_TYPE, "uid": DATASOURCE_UID}

PARIS: Final = "tz('Europe/Paris')"
"""Civil days, daylight saving included."""

TENANT: Final = '"tenant" =~ /^${tenant:regex}$/'
SITE: Final = f'{TENANT} AND "site" =~ /^${{site:regex}}$/'
DEVICE: Final = f"{TENANT} AND \"device\" = '${{device}}'"
RECENT: Final = "time > now() - 2d"
"""How far back a present value is looked for, whatever the dashboard's time range: the slowest meters speak daily."""
EVER: Final = "time > now() - 90d"
"""How far back the last transition of an alarm is looked for."""

_PER_DECIBEL: Final = 0.23025850929940458
"""ln(10) / 10: exp(L · ln(10) / 10) is ten to the power of L / 10, in functions that InfluxQL 1.x has too."""


@dataclass(frozen=True, slots=True)
class InfluxQuery(Dataquery, Builder[Dataquery]):
    """One raw InfluxQL statement; `legend` names its series, `table` asks for rows and columns.

    A query of annotations says in `marks` which column is their text and which are their tags.
    """

    statement: str
    ref: str = "A"
    legend: str = ""
    table: bool = False
    marks: tuple[str, str] | None = None

    def build(self) -> Self:
        """Itself: it is complete once made."""
        return self

    def to_json(self) -> dict[str, object]:
        """The target as Grafana's InfluxDB data source reads it."""
        target: dict[str, object] = {
            "refId": self.ref,
            "datasource": DATASOURCE,
            "rawQuery": True,
            "query": self.statement,
            "resultFormat": "table" if self.table else "time_series",
            "alias": self.legend,
        }
        if self.marks:
            text, tags = self.marks
            target |= {"fromAnnotations": True, "textColumn": text, "tagsColumn": tags}
        return target

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read back what `to_json` wrote."""
        marks = (data["textColumn"], data["tagsColumn"]) if data.get("fromAnnotations") else None
        return cls(data["query"], data["refId"], data["alias"], data["resultFormat"] == "table", marks)


def by(*tags: str) -> str:
    """The tags of a GROUP BY."""
    return ", ".join(f'"{tag}"' for tag in tags)


def legend(*tags: str) -> str:
    """A series' name, made of its tags."""
    return " ".join(f"$tag_{tag}" for tag in tags)


def over_time(
    quantity: Quantity, *tags: str, function: str = "mean", where: str = SITE, window: str = "$__interval"
) -> InfluxQuery:
    """A quantity along the time range, one curve for each set of tags."""
    key = quantity.key
    return InfluxQuery(
        f'SELECT {function}("{key}") AS "{key}" FROM "readings" WHERE {where} AND $timeFilter'  # noqa: S608
        f" GROUP BY time({window}), {by(*tags)} fill(none)",
        legend=legend(*tags),
    )


def daily(quantity: Quantity, *tags: str) -> InfluxQuery:
    """An indicator that has one value for each civil day."""
    return InfluxQuery(
        f'SELECT last("{quantity.key}") AS "{quantity.key}" FROM "readings" WHERE {SITE} AND $timeFilter'  # noqa: S608
        f" GROUP BY time(1d), {by(*tags)} fill(none) {PARIS}",
        legend=legend(*tags),
    )


def percentile_over_time(quantity: Quantity, percent: int, *tags: str, window: str) -> InfluxQuery:
    """The value that `percent` of the samples of each window do not exceed; L10 of noise is the 90th."""
    key = quantity.key
    return InfluxQuery(
        f'SELECT percentile("{key}", {percent}) AS "{key}" FROM "readings" WHERE {SITE} AND $timeFilter'  # noqa: S608
        f" GROUP BY time({window}), {by(*tags)} fill(none) {PARIS}",
        legend=f"L{100 - percent} {legend(*tags)}",
    )


def energetic_mean(quantity: Quantity, *tags: str, window: str) -> InfluxQuery:
    """LAeq of each window: ten times the logarithm of the mean sound power (ISO 1996-1 §3.6.4), not of levels."""
    key = quantity.key
    power = (
        f'SELECT exp("{key}" * {_PER_DECIBEL}) AS "power" FROM "readings"'  # noqa: S608
        f" WHERE {SITE} AND $timeFilter GROUP BY {by(*tags)}"
    )
    return InfluxQuery(
        f'SELECT 10 * log10(mean("power")) AS "{key}" FROM ({power})'  # noqa: S608
        f" WHERE $timeFilter GROUP BY time({window}), {by(*tags)} fill(none) {PARIS}",
        legend=legend(*tags),
    )


def increase(quantity: Quantity, *tags: str, window: str = "1d", where: str = SITE) -> InfluxQuery:
    """How much a counter has grown in each hour or civil day, resets understood: the roll-ups know it."""
    measurement = "readings_day" if window == "1d" else "readings_hour"
    return InfluxQuery(
        f'SELECT sum("{quantity.key}_increase") AS "{quantity.key}" FROM "{measurement}"'  # noqa: S608
        f" WHERE {where} AND $timeFilter GROUP BY time({window}), {by(*tags)} fill(none) {PARIS}",
        legend=legend(*tags),
    )


def hourly_growth(quantity: Quantity, *tags: str) -> str:
    """The growth of a counter in each hour, as a subquery whose column is `grown`."""
    return (
        f'SELECT sum("{quantity.key}_increase") AS "grown" FROM "readings_hour"'  # noqa: S608
        f" WHERE {SITE} AND $timeFilter GROUP BY time(1h), {by(*tags)} fill(none)"
    )


def of_hours(function: str, quantity: Quantity, *tags: str, condition: str = "", factor: str = "") -> InfluxQuery:
    """For each civil day, a function of a counter's growth in its hours: the least of them, how many were not 0."""
    return InfluxQuery(
        f'SELECT {factor}{function}("grown") AS "{quantity.key}" FROM ({hourly_growth(quantity, *tags)})'  # noqa: S608
        f" WHERE $timeFilter{condition} GROUP BY time(1d), {by(*tags)} fill(none) {PARIS}",
        legend=legend(*tags),
    )


def hours_above(quantity: Quantity, limit: float, *tags: str) -> InfluxQuery:
    """For each civil day, how many hourly means exceed a limit."""
    means = (
        f'SELECT mean("{quantity.key}") AS "hour" FROM "readings"'  # noqa: S608
        f" WHERE {SITE} AND $timeFilter GROUP BY time(1h), {by(*tags)} fill(none)"
    )
    return InfluxQuery(
        f'SELECT count("hour") AS "{quantity.key}" FROM ({means})'  # noqa: S608
        f' WHERE $timeFilter AND "hour" > {limit:g} GROUP BY time(1d), {by(*tags)} fill(none) {PARIS}',
        legend=legend(*tags),
    )


def rate(quantity: Quantity, *tags: str, factor: str = "", unit: str = "1h") -> InfluxQuery:
    """How fast a quantity rises, per `unit`, from one hourly mean to the next."""
    key = quantity.key
    return InfluxQuery(
        f'SELECT {factor}derivative(mean("{key}"), {unit}) AS "{key}" FROM "readings"'  # noqa: S608
        f" WHERE {SITE} AND $timeFilter GROUP BY time(1h), {by(*tags)} fill(none)",
        legend=legend(*tags),
    )


def latest(*quantities: Quantity, tags: tuple[str, ...] = ("site",), where: str = SITE, ref: str = "A") -> InfluxQuery:
    """The present values of quantities, one row for each set of tags, one column for each quantity."""
    columns = ", ".join(f'last("{one.key}") AS "{one.key}"' for one in quantities)
    return InfluxQuery(
        f'SELECT {columns} FROM "readings" WHERE {where} AND {RECENT} GROUP BY {by(*tags)}',  # noqa: S608
        ref,
        legend(*tags),
        table=True,
    )


def names(measurement: str, tag: str) -> InfluxQuery:
    """What people call the sites or devices of the directory."""
    return InfluxQuery(
        f'SELECT last("name") AS "name" FROM "{measurement}" WHERE {SITE} AND {RECENT} GROUP BY "{tag}"',  # noqa: S608
        "names",
        table=True,
    )
