"""Water: what is drawn, what never stops, what comes back."""

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import TRADES, Board, Row
from dashboards.grafana.influxql import daily, increase, latest, of_hours, over_time
from dashboards.grafana.panels import FULL, Column, by_device, curves, say, states
from telemetry import quantity as q
from telemetry.device import Domain

_LITRES = "1000 * "

BOARD = Board(
    "water",
    TRADES,
    say("Water"),
    say("Volumes, lowest flows, leaks and the meters' own alarms."),
    rows=(
        Row(
            say("Consumption"),
            (
                curves(q.WATER_VOLUME, increase(q.WATER_VOLUME, "site"), title=say("Volume a day"), bars=True),
                curves(
                    q.WATER_VOLUME,
                    increase(q.WATER_VOLUME, "site", window="1h"),
                    title=say("Volume an hour"),
                    bars=True,
                ),
                curves(q.PULSE_COUNT, increase(q.PULSE_COUNT, "site", "channel"), title=say("Pulses a day"), bars=True),
                curves(q.WATER_FLOW, over_time(q.WATER_FLOW, "site", "channel")),
            ),
        ),
        Row(
            say("Leaks"),
            (
                curves(
                    q.WATER_VOLUME,
                    of_hours("min", q.WATER_VOLUME, "site", factor=_LITRES),
                    title=say("Lowest hourly flow of the day"),
                    unit="suffix: L/h",
                    bars=True,
                ),
                curves(
                    q.WATER_VOLUME,
                    of_hours("count", q.WATER_VOLUME, "site", "device", condition=' AND "grown" > 0'),
                    title=say("Hours a day with a flow"),
                    scale=levels.CONTINUOUS_FLOW,
                    unit="h",
                    bars=True,
                ),
                states(
                    q.WATER_LEAK,
                    over_time(q.WATER_LEAK, "site", function="max"),
                    on=levels.told("city.water_meter_flag"),
                ),
                states(
                    q.WATER_BURST,
                    over_time(q.WATER_BURST, "site", function="max"),
                    on=levels.told("city.water_meter_flag"),
                ),
                states(
                    q.WATER_BACKFLOW,
                    over_time(q.WATER_BACKFLOW, "site", function="max"),
                    on=levels.told("city.water_meter_flag"),
                ),
                states(
                    q.METER_DRY,
                    over_time(q.METER_DRY, "site", function="max"),
                    on=levels.told("city.water_meter_fraud"),
                ),
            ),
        ),
        Row(
            say("Meters"),
            (
                by_device(
                    say("Present values"),
                    latest(q.WATER_VOLUME, q.WATER_TEMPERATURE, q.LEAK_NOISE, q.BATTERY_LEVEL, tags=("site", "device")),
                    Column.of(q.WATER_VOLUME),
                    Column.of(q.WATER_TEMPERATURE, levels.FROST),
                    Column.of(q.LEAK_NOISE),
                    Column.of(q.BATTERY_LEVEL, levels.BATTERY),
                    width=FULL,
                ),
                curves(q.WATER_TEMPERATURE, over_time(q.WATER_TEMPERATURE, "site", "channel"), scale=levels.FROST),
                curves(q.WATER_PRESSURE, over_time(q.WATER_PRESSURE, "site", "channel")),
            ),
        ),
        Row(
            say("Indicators"),
            (
                curves(q.WATER_NIGHT_FLOW, daily(q.WATER_NIGHT_FLOW, "site", "device"), bars=True),
                curves(
                    q.WATER_CONTINUOUS_FLOW,
                    over_time(q.WATER_CONTINUOUS_FLOW, "site", "device", window="1h"),
                    scale=levels.CONTINUOUS_FLOW,
                ),
                states(q.WATER_LEAK_SUSPECTED, daily(q.WATER_LEAK_SUSPECTED, "site")),
                curves(
                    q.WATER_CONSUMPTION_RATIO,
                    daily(q.WATER_CONSUMPTION_RATIO, "site", "device"),
                    bars=True,
                    scale=levels.CONSUMPTION,
                ),
                curves(q.WATER_BACKWARD_VOLUME, daily(q.WATER_BACKWARD_VOLUME, "site", "device"), bars=True),
                curves(q.DISTRICT_BALANCE, daily(q.DISTRICT_BALANCE, "site"), bars=True),
            ),
        ),
    ),
    domains=(Domain.WATER,),
    since="now-7d",
)
