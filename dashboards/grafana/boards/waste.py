"""Waste containers: which to empty, and which burns."""

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import TRADES, Board, Row
from dashboards.grafana.influxql import daily, latest, over_time, rate
from dashboards.grafana.panels import Column, by_device, curves, say, states
from telemetry import quantity as q
from telemetry.device import Domain

BOARD = Board(
    "waste",
    TRADES,
    say("Waste"),
    say("Fill levels for the next round, fire and containers overturned."),
    rows=(
        Row(
            say("Round"),
            (
                by_device(
                    say("Containers, fullest first"),
                    latest(q.FILL_LEVEL, q.DISTANCE, q.AIR_TEMPERATURE, q.FIRE_ALARM, q.FALL, tags=("site", "device")),
                    Column.of(q.FILL_LEVEL, levels.WASTE),
                    Column.of(q.DISTANCE),
                    Column.of(q.AIR_TEMPERATURE, levels.WASTE_FIRE),
                    Column.of(q.FIRE_ALARM, on=levels.told("city.bin_fire")),
                    Column.of(q.FALL),
                    sort=q.FILL_LEVEL.french,
                ),
                curves(q.FILL_LEVEL, over_time(q.FILL_LEVEL, "site", "device"), scale=levels.WASTE),
                curves(
                    q.FILL_LEVEL,
                    rate(q.FILL_LEVEL, "site", "device", unit="1d"),
                    title=say("Filling a day"),
                    unit="suffix: %/j",
                ),
                curves(q.DISTANCE, over_time(q.DISTANCE, "site", "device"), title=say("Distance to the waste")),
                curves(q.AIR_TEMPERATURE, over_time(q.AIR_TEMPERATURE, "site", "device"), scale=levels.WASTE_FIRE),
                states(q.FIRE_ALARM, over_time(q.FIRE_ALARM, "site", function="max"), on=levels.told("city.bin_fire")),
                states(q.FALL, over_time(q.FALL, "site", function="max")),
            ),
        ),
        Row(
            say("Indicators"),
            (
                curves(q.DAYS_TO_FULL, daily(q.DAYS_TO_FULL, "site", "device"), bars=True),
                states(q.COLLECTION_DUE, daily(q.COLLECTION_DUE, "site", "device")),
            ),
        ),
    ),
    domains=(Domain.WASTE,),
    since="now-7d",
)
