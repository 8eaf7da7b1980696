"""The whole territory at a glance: where something is wrong, what is heard, who is silent."""

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import TERRITORY, Board, Row
from dashboards.grafana.influxql import RECENT, SITE, InfluxQuery
from dashboards.grafana.panels import HALF, Column, curves, map_of, number, rows, say
from dashboards.grafana.radio import uplinks
from dashboards.grafana.transitions import active, how_many_active, worst_of_sites
from telemetry import quantity as q

_SITES = InfluxQuery(
    'SELECT last("name") AS "name", "commune", "latitude", "longitude" FROM "sites"'  # noqa: S608
    f' WHERE {SITE} AND {RECENT} GROUP BY "site"',
    table=True,
)
_KNOWN = InfluxQuery(
    'SELECT count("known") AS "devices" FROM (SELECT last("label") AS "known" FROM "devices"'  # noqa: S608
    f' WHERE {SITE} AND {RECENT} GROUP BY "device")'
)
_HEARD = InfluxQuery(
    'SELECT count("heard") AS "devices" FROM (SELECT last("gateways") AS "heard" FROM "radio"'  # noqa: S608
    f' WHERE {SITE} AND time > now() - 24h GROUP BY "device")'
)
_AUTHORITIES = InfluxQuery(
    'SELECT count("heard") AS "devices" FROM (SELECT last("gateways") AS "heard" FROM "radio"'  # noqa: S608
    f' WHERE {SITE} AND time > now() - 24h GROUP BY "tenant", "device") GROUP BY "tenant"',
    table=True,
)
_EXTREMES = InfluxQuery(
    f'SELECT mean("{q.AIR_TEMPERATURE.key}") AS "{q.AIR_TEMPERATURE.key}" FROM "readings"'  # noqa: S608
    f' WHERE {SITE} AND $timeFilter GROUP BY time($__interval), "tenant" fill(none)',
    legend="$tag_tenant",
)

BOARD = Board(
    "territory",
    TERRITORY,
    say("Territory"),
    say("Every site on a map, coloured by its worst active alarm."),
    rows=(
        Row(
            say("Now"),
            (
                number(say("Active alarms"), how_many_active(), scale=levels.FAULT, empty="0"),
                number(
                    say("Of these critical"),
                    how_many_active(condition='"severity" = 4'),
                    scale=levels.CRITICAL_STATE,
                    empty="0",
                ),
                number(say("Devices known"), _KNOWN),
                number(say("LoRaWAN devices heard in 24 h"), _HEARD),
                map_of(
                    say("Sites"), _SITES, worst_of_sites(), colour="severity", scale=levels.ALARM_SEVERITY, join="site"
                ),
                rows(
                    say("Active alarms"),
                    active(),
                    columns=(
                        Column("severity", say("Severity"), scale=levels.ALARM_SEVERITY),
                        Column("site", say("Site")),
                        Column("rule", say("Rule")),
                        Column("text", say("Message")),
                    ),
                    hide=("tenant", "device", "channel", "quantity", "value", "limit", "acknowledged"),
                    sort=say("Severity"),
                    width=HALF,
                ),
            ),
        ),
        Row(
            say("Activity"),
            (
                rows(
                    say("Authorities"),
                    _AUTHORITIES,
                    columns=(
                        Column("tenant", say("Authority")),
                        Column("devices", say("LoRaWAN devices heard in 24 h")),
                    ),
                    width=HALF,
                ),
                curves(q.PULSES, uplinks("1h", "tenant"), title=say("Uplinks an hour"), unit="short"),
                curves(q.AIR_TEMPERATURE, _EXTREMES, title=say("Mean air temperature by authority"), width=24),
            ),
        ),
    ),
)
