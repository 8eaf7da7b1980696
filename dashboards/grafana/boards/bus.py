"""Buses: where they are, how fast, how full, how late."""

from dashboards.grafana.board import TRADES, Board, Row
from dashboards.grafana.influxql import SITE, InfluxQuery, daily, over_time
from dashboards.grafana.panels import FULL, Column, by_device, curves, map_of, say
from dashboards.grafana.thresholds import PLAIN
from telemetry import quantity as q
from telemetry.device import Domain

_POSITIONS = InfluxQuery(
    'SELECT last("latitude") AS "latitude", "longitude", "speed", "heading" FROM "readings"'  # noqa: S608
    f' WHERE {SITE} AND time > now() - 2d GROUP BY "device", "site"',
    table=True,
)
_ON_BOARD = InfluxQuery(
    f'SELECT last("{q.PASSENGER_COUNT.key}") AS "{q.PASSENGER_COUNT.key}" FROM "readings"'  # noqa: S608
    f' WHERE {SITE} AND time > now() - 2d GROUP BY "device", "site"',
    table=True,
)

BOARD = Board(
    "bus",
    TRADES,
    say("Buses"),
    say("Last positions, speed, passengers and delay of the buses."),
    rows=(
        Row(
            say("Now"),
            (
                map_of(say("Last positions"), _POSITIONS, colour=q.SPEED.key, scale=PLAIN),
                by_device(
                    say("Buses"),
                    _ON_BOARD,
                    Column.of(q.PASSENGER_COUNT),
                    width=12,
                ),
            ),
        ),
        Row(
            say("Service"),
            (
                curves(q.SPEED, over_time(q.SPEED, "device")),
                curves(q.PASSENGER_COUNT, over_time(q.PASSENGER_COUNT, "device", function="max")),
                curves(q.SCHEDULE_DEVIATION, over_time(q.SCHEDULE_DEVIATION, "device"), width=FULL),
            ),
        ),
        Row(
            say("Indicators"),
            (
                curves(q.COMMERCIAL_SPEED, over_time(q.COMMERCIAL_SPEED, "device", window="1h")),
                curves(q.PUNCTUALITY, daily(q.PUNCTUALITY, "device"), bars=True),
                curves(q.PASSENGER_LOAD, over_time(q.PASSENGER_LOAD, "device", window="1h")),
            ),
        ),
    ),
    domains=(Domain.BUS,),
)
