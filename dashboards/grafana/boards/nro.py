"""Fibre exchanges: the fleet in a table and on a map, then the one that is chosen."""

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import EQUIPMENT, Board, Row
from dashboards.grafana.influxql import RECENT, SITE, InfluxQuery, latest, over_time
from dashboards.grafana.panels import HALF, Column, by_site, curves, map_of, say, states
from dashboards.grafana.thresholds import told
from dashboards.grafana.transitions import worst_of_sites
from telemetry import quantity as q
from telemetry.device import Domain

_STATES = (
    q.AIR_TEMPERATURE, q.RELATIVE_HUMIDITY, q.UPS_ON_BATTERY, q.MAINS_FAILURE, q.BATTERY_LEVEL, q.BATTERY_AUTONOMY,
    q.DC_VOLTAGE, q.DOOR_OPEN, q.WATER_LEAK,
)  # fmt: skip
_SITES = InfluxQuery(
    f'SELECT last("name") AS "name", "latitude", "longitude" FROM "sites" WHERE {SITE} AND {RECENT} GROUP BY "site"',  # noqa: S608
    table=True,
)
BOARD = Board(
    "nro",
    EQUIPMENT,
    say("Fibre exchanges"),
    say("All NRO with their states; choose one above for its curves."),
    rows=(
        Row(
            say("Fleet"),
            (
                by_site(
                    say("Present states"),
                    latest(*_STATES),
                    Column.of(q.AIR_TEMPERATURE, levels.SHELTER),
                    Column.of(q.RELATIVE_HUMIDITY, levels.SHELTER_HUMIDITY),
                    Column.of(q.UPS_ON_BATTERY, on=told("nro.ups_on_battery")),
                    Column.of(q.MAINS_FAILURE, on=told("nro.mains_failure")),
                    Column.of(q.BATTERY_LEVEL, levels.UPS_BATTERY),
                    Column.of(q.BATTERY_AUTONOMY, levels.SHELTER_AUTONOMY),
                    Column.of(q.DC_VOLTAGE, levels.MINUS_48),
                    Column.of(q.DOOR_OPEN, on=told("nro.door")),
                    Column.of(q.WATER_LEAK, on=told("nro.leak")),
                ),
                map_of(
                    say("Map"), _SITES, worst_of_sites(), colour="severity", scale=levels.ALARM_SEVERITY, join="site"
                ),
                states(
                    q.UPS_ON_BATTERY,
                    over_time(q.UPS_ON_BATTERY, "site", function="max"),
                    on=told("nro.ups_on_battery"),
                    width=HALF,
                ),
            ),
        ),
        Row(
            say("Climate"),
            (
                curves(q.AIR_TEMPERATURE, over_time(q.AIR_TEMPERATURE, "site", "device"), scale=levels.SHELTER),
                curves(
                    q.RELATIVE_HUMIDITY, over_time(q.RELATIVE_HUMIDITY, "site", "device"), scale=levels.SHELTER_HUMIDITY
                ),
                states(q.DOOR_OPEN, over_time(q.DOOR_OPEN, "site", function="max"), on=told("nro.door")),
                states(q.WATER_LEAK, over_time(q.WATER_LEAK, "site", function="max"), on=told("nro.leak")),
                states(q.COOLING_FAULT, over_time(q.COOLING_FAULT, "site", function="max"), on=told("nro.fan")),
                states(q.INTRUSION, over_time(q.INTRUSION, "site", function="max"), on=told("nro.intrusion")),
            ),
        ),
        Row(
            say("Power chain"),
            (
                curves(q.VOLTAGE, over_time(q.VOLTAGE, "site", "channel")),
                curves(q.DC_VOLTAGE, over_time(q.DC_VOLTAGE, "site", "channel"), scale=levels.MINUS_48),
                curves(q.BATTERY_AUTONOMY, over_time(q.BATTERY_AUTONOMY, "site"), scale=levels.SHELTER_AUTONOMY),
                curves(q.UPS_LOAD, over_time(q.UPS_LOAD, "site", "channel"), scale=levels.UPS),
                curves(q.ACTIVE_POWER, over_time(q.ACTIVE_POWER, "site", "channel")),
                states(
                    q.RECTIFIER_FAULT, over_time(q.RECTIFIER_FAULT, "site", function="max"), on=told("nro.rectifier")
                ),
                states(q.BREAKER_TRIPPED, over_time(q.BREAKER_TRIPPED, "site", function="max"), on=told("nro.breaker")),
                curves(q.OPTICAL_POWER, over_time(q.OPTICAL_POWER, "site", "channel")),
            ),
        ),
    ),
    domains=(Domain.NRO,),
)
