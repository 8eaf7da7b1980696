"""Energy of buildings: load curve, consumption, night base, heat."""

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import TRADES, Board, Row
from dashboards.grafana.influxql import daily, increase, of_hours, over_time
from dashboards.grafana.panels import curves, say
from telemetry import quantity as q
from telemetry.device import Domain

BOARD = Board(
    "energy",
    TRADES,
    say("Energy"),
    say("Electricity and heat of the delivery points."),
    rows=(
        Row(
            say("Electricity"),
            (
                curves(q.ACTIVE_POWER, over_time(q.ACTIVE_POWER, "site", "channel"), title=say("Load curve"), width=24),
                curves(
                    q.ACTIVE_ENERGY, increase(q.ACTIVE_ENERGY, "site", "channel"), title=say("Energy a day"), bars=True
                ),
                curves(
                    q.ACTIVE_ENERGY,
                    of_hours("min", q.ACTIVE_ENERGY, "site"),
                    title=say("Base load: lowest hour of the day"),
                    bars=True,
                ),
                curves(q.APPARENT_POWER, over_time(q.APPARENT_POWER, "site", "channel", function="max")),
                curves(q.POWER_FACTOR, over_time(q.POWER_FACTOR, "site", "channel"), scale=levels.POWER_FACTOR),
                curves(q.CURRENT, over_time(q.CURRENT, "site", "channel", function="max")),
                curves(
                    q.ACTIVE_ENERGY_EXPORTED,
                    increase(q.ACTIVE_ENERGY_EXPORTED, "site"),
                    title=say("Energy exported a day"),
                    bars=True,
                ),
            ),
        ),
        Row(
            say("Heat"),
            (
                curves(q.THERMAL_ENERGY, increase(q.THERMAL_ENERGY, "site"), title=say("Heat a day"), bars=True),
                curves(q.THERMAL_POWER, over_time(q.THERMAL_POWER, "site")),
                curves(q.SUPPLY_TEMPERATURE, over_time(q.SUPPLY_TEMPERATURE, "site")),
                curves(q.RETURN_TEMPERATURE, over_time(q.RETURN_TEMPERATURE, "site")),
            ),
        ),
        Row(
            say("Indicators"),
            (
                curves(q.NIGHT_BASE_POWER, daily(q.NIGHT_BASE_POWER, "site", "channel"), bars=True),
                curves(q.MEAN_POWER_FACTOR, daily(q.MEAN_POWER_FACTOR, "site"), bars=True, scale=levels.POWER_FACTOR),
            ),
        ),
    ),
    domains=(Domain.ENERGY,),
    since="now-7d",
)
