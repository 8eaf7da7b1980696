"""Rivers, weather and soils."""

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import TRADES, Board, Row
from dashboards.grafana.influxql import over_time, rate
from dashboards.grafana.panels import curves, say
from telemetry import quantity as q
from telemetry.device import Domain

BOARD = Board(
    "river-weather",
    TRADES,
    say("Rivers and weather"),
    say("Water levels and how fast they rise, rain, wind, temperatures, soils."),
    rows=(
        Row(
            say("Rivers"),
            (
                curves(q.WATER_LEVEL, over_time(q.WATER_LEVEL, "site")),
                curves(
                    q.WATER_LEVEL,
                    rate(q.WATER_LEVEL, "site", factor="100 * "),
                    title=say("Rise"),
                    scale=levels.RIVER_RISE,
                    unit="suffix: cm/h",
                ),
                curves(q.DISTANCE, over_time(q.DISTANCE, "site"), title=say("Distance from the sensor to the water")),
                curves(q.WATER_TEMPERATURE, over_time(q.WATER_TEMPERATURE, "site")),
            ),
        ),
        Row(
            say("Weather"),
            (
                curves(
                    q.RAIN, over_time(q.RAIN, "site", function="sum", window="1h"), title=say("Rain an hour"), bars=True
                ),
                curves(
                    q.RAIN, over_time(q.RAIN, "site", function="sum", window="1d"), title=say("Rain a day"), bars=True
                ),
                curves(q.AIR_TEMPERATURE, over_time(q.AIR_TEMPERATURE, "site"), scale=levels.FROST_OUTDOORS),
                curves(q.RELATIVE_HUMIDITY, over_time(q.RELATIVE_HUMIDITY, "site")),
                curves(q.WIND_SPEED, over_time(q.WIND_SPEED, "site")),
                curves(q.WIND_GUST, over_time(q.WIND_GUST, "site", function="max")),
                curves(q.WIND_DIRECTION, over_time(q.WIND_DIRECTION, "site", function="last")),
                curves(q.ATMOSPHERIC_PRESSURE, over_time(q.ATMOSPHERIC_PRESSURE, "site")),
                curves(q.SOLAR_IRRADIANCE, over_time(q.SOLAR_IRRADIANCE, "site")),
                curves(
                    q.LIGHTNING_STRIKES, over_time(q.LIGHTNING_STRIKES, "site", function="sum", window="1h"), bars=True
                ),
            ),
        ),
        Row(
            say("Soils"),
            (
                curves(q.SOIL_MOISTURE, over_time(q.SOIL_MOISTURE, "site")),
                curves(q.SOIL_TEMPERATURE, over_time(q.SOIL_TEMPERATURE, "site")),
            ),
        ),
        Row(
            say("Indicators"),
            (
                curves(q.WATER_LEVEL_RISE, over_time(q.WATER_LEVEL_RISE, "site", window="1h"), scale=levels.RIVER_RISE),
                curves(q.FLOOD_VIGILANCE, over_time(q.FLOOD_VIGILANCE, "site", window="1h"), scale=levels.VIGILANCE),
            ),
        ),
    ),
    domains=(Domain.RIVER, Domain.WEATHER, Domain.SOIL),
    since="now-7d",
)
