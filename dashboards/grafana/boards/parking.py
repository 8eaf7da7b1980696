"""Car parks: how full, how long, how often, and sensors that no longer see."""

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import TRADES, Board, Row
from dashboards.grafana.influxql import PARIS, RECENT, SITE, InfluxQuery, daily, legend, over_time
from dashboards.grafana.panels import HALF, Column, by_device, by_site, curves, say, states
from telemetry import quantity as q
from telemetry.device import Domain

_OCCUPIED = q.PARKING_OCCUPIED.key
_SPACES = f'SELECT last("{_OCCUPIED}") AS "taken" FROM "readings" WHERE {SITE} AND {RECENT} GROUP BY "site", "device"'  # noqa: S608
_ARRIVALS = (
    f'SELECT non_negative_difference("{_OCCUPIED}") AS "arrived" FROM "readings"'  # noqa: S608
    f' WHERE {SITE} AND $timeFilter GROUP BY "site", "device"'
)
_UNCHANGED = (
    f'SELECT spread("{_OCCUPIED}") AS "spread", last("{_OCCUPIED}") AS "{_OCCUPIED}" FROM "readings"'  # noqa: S608
    f' WHERE {SITE} AND time > now() - 24h GROUP BY "site", "device"'
)

_NOW = InfluxQuery(
    f'SELECT 100 * sum("taken") / count("taken") AS "share", count("taken") - sum("taken") AS "free",'  # noqa: S608
    f' count("taken") AS "spaces" FROM ({_SPACES}) GROUP BY "site"',
    table=True,
)
_TURNOVER = InfluxQuery(
    f'SELECT sum("arrived") AS "arrivals" FROM ({_ARRIVALS})'  # noqa: S608
    f' WHERE $timeFilter GROUP BY time(1d), "site" fill(none) {PARIS}',
    legend=legend("site"),
)
_DWELL = InfluxQuery(
    f'SELECT mean("{q.PARKING_STATE_DURATION.key}") AS "{q.PARKING_STATE_DURATION.key}" FROM "readings"'  # noqa: S608
    f' WHERE {SITE} AND $timeFilter AND "{_OCCUPIED}" = 0 GROUP BY time(1h), "site" fill(none)',
    legend=legend("site"),
)
_STUCK = InfluxQuery(
    f'SELECT "{_OCCUPIED}" FROM ({_UNCHANGED}) WHERE "spread" = 0 GROUP BY "site", "device"',  # noqa: S608
    table=True,
)
_OCCUPANCY = InfluxQuery(
    f'SELECT 100 * mean("{_OCCUPIED}") AS "{q.OCCUPANCY_RATE.key}" FROM "readings"'  # noqa: S608
    f' WHERE {SITE} AND $timeFilter GROUP BY time(1h), "site" fill(none)',
    legend=legend("site"),
)

BOARD = Board(
    "parking",
    TRADES,
    say("Parking"),
    say("Occupancy, turnover and length of stay of the car parks."),
    rows=(
        Row(
            say("Now"),
            (
                by_site(
                    say("Car parks"),
                    _NOW,
                    Column("share", q.OCCUPANCY_RATE.french, "percent", levels.FULL_CAR_PARK),
                    Column("free", q.PARKING_FREE.french),
                    Column("spaces", say("Spaces")),
                    width=HALF,
                ),
                by_device(
                    say("Sensors unchanged for 24 h"),
                    _STUCK,
                    Column.of(q.PARKING_OCCUPIED, on=levels.Level.NORMAL),
                    width=HALF,
                ),
                states(
                    q.PARKING_OCCUPIED,
                    over_time(q.PARKING_OCCUPIED, "site", "device", function="last"),
                    on=levels.Level.WARNING,
                    width=24,
                ),
            ),
        ),
        Row(
            say("Use"),
            (
                curves(q.OCCUPANCY_RATE, _OCCUPANCY, title=say("Occupancy, hourly mean"), scale=levels.FULL_CAR_PARK),
                curves(q.PARKING_OCCUPIED, _TURNOVER, title=say("Arrivals a day"), bars=True),
                curves(q.PARKING_STATE_DURATION, _DWELL, title=say("Mean length of stay")),
                curves(q.PARKING_FREE, over_time(q.PARKING_FREE, "site")),
            ),
        ),
        Row(
            say("Indicators"),
            (
                curves(q.PARKING_TURNOVER, daily(q.PARKING_TURNOVER, "site"), bars=True),
                curves(q.PARKING_DWELL, daily(q.PARKING_DWELL, "site"), bars=True),
                curves(
                    q.PARKING_OCCUPANCY, over_time(q.PARKING_OCCUPANCY, "site", window="1h"), scale=levels.FULL_CAR_PARK
                ),
                curves(q.PARKING_STUCK_SPACES, daily(q.PARKING_STUCK_SPACES, "site"), bars=True),
            ),
        ),
    ),
    domains=(Domain.PARKING,),
)
