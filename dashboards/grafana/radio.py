"""What the measurement `radio` answers: one row an uplink, of its best reception."""

from dashboards.grafana.influxql import SITE, InfluxQuery, by


def frames_lost(where: str = SITE, *tags: str) -> InfluxQuery:
    """The share of frames that no gateway heard, in %: gaps of the frame counter; a restart of it is no gap."""
    steps = (
        f'SELECT non_negative_difference("f_cnt") AS "step" FROM "radio" WHERE {where} AND $timeFilter'  # noqa: S608
        f" GROUP BY {by(*tags, 'device')}"
    )
    groups = f" GROUP BY {by(*tags)}" if tags else ""
    return InfluxQuery(
        f'SELECT 100 * (sum("step") - count("step")) / sum("step") AS "lost", count("step") AS "frames"'  # noqa: S608
        f' FROM ({steps}) WHERE "step" > 0{groups}',
        table=bool(tags),
    )


def uplinks(window: str, *tags: str, where: str = SITE, condition: str = "") -> InfluxQuery:
    """How many uplinks came in each window."""
    groups = f", {by(*tags)}" if tags else ""
    return InfluxQuery(
        f'SELECT count("gateways") AS "uplinks" FROM "radio" WHERE {where} AND $timeFilter{condition}'  # noqa: S608
        f" GROUP BY time({window}){groups} fill(none)",
        legend=" ".join(f"$tag_{tag}" for tag in tags),
    )


def signal(field: str, *tags: str, function: str = "mean", window: str = "$__interval") -> InfluxQuery:
    """A figure of the receptions along time."""
    return InfluxQuery(
        f'SELECT {function}("{field}") AS "{field}" FROM "radio" WHERE {SITE} AND $timeFilter'  # noqa: S608
        f" GROUP BY time({window}), {by(*tags)} fill(none)",
        legend=" ".join(f"$tag_{tag}" for tag in tags),
    )


def last_heard(where: str = SITE) -> InfluxQuery:
    """When and how each device was last heard, within 90 days."""
    return InfluxQuery(
        'SELECT last("gateways") AS "gateways", "rssi", "snr", "spreading_factor" FROM "radio"'  # noqa: S608
        f' WHERE {where} AND time > now() - 90d GROUP BY "site", "device"',
        table=True,
    )
