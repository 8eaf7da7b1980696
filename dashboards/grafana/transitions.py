"""What the measurement `alarms` answers: one point for each transition of an alarm, its flags after it as 0 and 1."""

from dashboards.grafana.influxql import EVER, SITE, InfluxQuery, by

SOURCE = ("tenant", "site", "device", "channel", "quantity", "rule")
"""The tags of a transition: what tells one alarm from another."""

_COLUMNS = '"severity", "acknowledged", "value", "limit", "text"'


def active(where: str = SITE) -> InfluxQuery:
    """The alarms that are active now, one row each, whatever the time range: the time is their last transition's."""
    last = (
        f'SELECT last("active") AS "active", {_COLUMNS} FROM "alarms"'  # noqa: S608
        f" WHERE {where} AND {EVER} GROUP BY {by(*SOURCE)}"
    )
    return InfluxQuery(f'SELECT {_COLUMNS} FROM ({last}) WHERE "active" = 1 GROUP BY {by(*SOURCE)}', table=True)  # noqa: S608


def how_many_active(where: str = SITE, condition: str = "") -> InfluxQuery:
    """How many alarms are active now; nothing where there has never been one."""
    last = (
        f'SELECT last("active") AS "active", "severity", "acknowledged" FROM "alarms"'  # noqa: S608
        f" WHERE {where} AND {EVER} GROUP BY {by(*SOURCE)}"
    )
    return InfluxQuery(f'SELECT sum("active") AS "active" FROM ({last}){condition and " WHERE " + condition}')  # noqa: S608


def worst_of_sites(where: str = SITE, ref: str = "B") -> InfluxQuery:
    """For each site, the highest severity that is active now, 0 when all has cleared."""
    last = (
        f'SELECT last("severity") AS "severity" FROM "alarms"'  # noqa: S608
        f" WHERE {where} AND {EVER} GROUP BY {by(*SOURCE)}"
    )
    return InfluxQuery(f'SELECT max("severity") AS "severity" FROM ({last}) GROUP BY "site"', ref, table=True)  # noqa: S608


def raised(window: str, *tags: str, where: str = SITE, condition: str = "") -> InfluxQuery:
    """How many alarms were announced in each window; a window without is 0, which is a count and no gap."""
    groups = f", {by(*tags)}" if tags else ""
    return InfluxQuery(
        f'SELECT count("alarm") AS "alarms" FROM "alarms" WHERE "transition" = \'raised\' AND {where}{condition}'  # noqa: S608
        f" AND $timeFilter GROUP BY time({window}){groups} fill(0)",
        legend=" ".join(f"$tag_{tag}" for tag in tags),
    )


def minutes_in_flood(where: str = SITE) -> InfluxQuery:
    """The minutes of the time range that lay in ten-minute windows with ten alarms or more (EEMUA 191)."""
    windows = (
        f'SELECT count("alarm") AS "alarms" FROM "alarms" WHERE "transition" = \'raised\' AND {where}'  # noqa: S608
        " AND $timeFilter GROUP BY time(10m) fill(0)"
    )
    return InfluxQuery(f'SELECT 10 * count("alarms") AS "flood" FROM ({windows}) WHERE $timeFilter AND "alarms" >= 10')  # noqa: S608


def counts(*tags: str, where: str = SITE) -> InfluxQuery:
    """How many alarms each source announced in the time range."""
    return InfluxQuery(
        f'SELECT count("alarm") AS "alarms" FROM "alarms" WHERE "transition" = \'raised\' AND {where}'  # noqa: S608
        f" AND $timeFilter GROUP BY {by(*tags)}",
        table=True,
    )


def history(where: str = SITE) -> InfluxQuery:
    """All transitions of the time range, the newest first."""
    return InfluxQuery(
        f'SELECT "transition", "severity", "value", "limit", "text" FROM "alarms"'  # noqa: S608
        f" WHERE {where} AND $timeFilter GROUP BY {by(*SOURCE)} ORDER BY time DESC LIMIT 500",
        table=True,
    )
