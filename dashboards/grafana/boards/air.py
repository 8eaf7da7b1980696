"""The air, outdoors and in rooms. Only an AASQA may call a computed index « indice ATMO »: these are indicative."""

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import TRADES, Board, Row
from dashboards.grafana.influxql import daily, hours_above, latest, over_time
from dashboards.grafana.panels import Column, by_device, curves, say
from telemetry import quantity as q
from telemetry.device import Domain

(_CO2_HIGH, _), (_CO2_TOO_HIGH, _) = levels.CO2_INDOORS.steps

BOARD = Board(
    "air",
    TRADES,
    say("Air and CO₂"),
    say("Indoor CO₂ and indicative outdoor air quality; only Atmo Hauts-de-France publishes an ATMO index."),
    rows=(
        Row(
            say("Rooms"),
            (
                curves(q.CO2, over_time(q.CO2, "site", "device"), scale=levels.CO2_INDOORS, width=24),
                curves(
                    q.CO2,
                    hours_above(q.CO2, _CO2_HIGH, "site"),
                    title=say("Hours a day above {limit} ppm", limit=f"{_CO2_HIGH:g}"),
                    unit="h",
                    bars=True,
                ),
                curves(
                    q.CO2,
                    hours_above(q.CO2, _CO2_TOO_HIGH, "site"),
                    title=say("Hours a day above {limit} ppm", limit=f"{_CO2_TOO_HIGH:g}"),
                    unit="h",
                    bars=True,
                ),
                by_device(
                    say("Present values"),
                    latest(q.CO2, q.AIR_TEMPERATURE, q.RELATIVE_HUMIDITY, q.TVOC_INDEX, tags=("site", "device")),
                    Column.of(q.CO2, levels.CO2_INDOORS),
                    Column.of(q.AIR_TEMPERATURE, levels.FROST_INDOORS),
                    Column.of(q.RELATIVE_HUMIDITY),
                    Column.of(q.TVOC_INDEX),
                    sort=q.CO2.french,
                ),
                curves(q.AIR_TEMPERATURE, over_time(q.AIR_TEMPERATURE, "site", "device"), scale=levels.FROST_INDOORS),
                curves(q.RELATIVE_HUMIDITY, over_time(q.RELATIVE_HUMIDITY, "site", "device")),
                curves(q.FORMALDEHYDE, over_time(q.FORMALDEHYDE, "site")),
                curves(q.TVOC_INDEX, over_time(q.TVOC_INDEX, "site")),
            ),
        ),
        Row(
            say("Outdoors, indicative hourly means"),
            (
                curves(
                    q.PM10,
                    over_time(q.PM10, "site", window="1d"),
                    title=say("PM10, 24 h means"),
                    bars=True,
                    scale=levels.PM10_DAY,
                ),
                curves(
                    q.PM2_5,
                    over_time(q.PM2_5, "site", window="1d"),
                    title=say("PM2.5, 24 h means"),
                    bars=True,
                    scale=levels.PM2_5_YEAR,
                ),
                curves(q.PM10, over_time(q.PM10, "site", window="1h")),
                curves(q.PM2_5, over_time(q.PM2_5, "site", window="1h")),
                curves(q.NO2, over_time(q.NO2, "site", window="1h"), scale=levels.NO2_HOUR),
                curves(q.O3, over_time(q.O3, "site", window="1h"), scale=levels.O3_HOUR),
                curves(q.SO2, over_time(q.SO2, "site", window="1h"), scale=levels.SO2_HOUR),
                curves(q.PM1, over_time(q.PM1, "site", window="1h")),
            ),
        ),
        Row(
            say("Indicators"),
            (
                curves(q.CO2_HOURS_ABOVE_800, daily(q.CO2_HOURS_ABOVE_800, "site"), bars=True),
                curves(q.CO2_HOURS_ABOVE_1500, daily(q.CO2_HOURS_ABOVE_1500, "site"), bars=True),
                curves(q.ICONE, daily(q.ICONE, "site", "device"), bars=True),
                curves(q.PM10_INDEX, daily(q.PM10_INDEX, "site"), bars=True),
                curves(q.PM2_5_INDEX, daily(q.PM2_5_INDEX, "site"), bars=True),
                curves(q.PM2_5_YEAR, daily(q.PM2_5_YEAR, "site"), bars=True, scale=levels.PM2_5_YEAR),
            ),
        ),
    ),
    domains=(Domain.AIR, Domain.BUILDING),
    since="now-7d",
)
