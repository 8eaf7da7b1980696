"""Video protection: the state of the equipment and how many events, never an image."""

from dashboards.grafana.board import EQUIPMENT, Board, Row
from dashboards.grafana.influxql import SITE, InfluxQuery, latest, over_time
from dashboards.grafana.panels import Column, by_device, curves, say, states
from dashboards.grafana.thresholds import Level
from telemetry import quantity as q
from telemetry.device import Domain

_EVENTS = InfluxQuery(
    f'SELECT sum("{q.MOTION.key}") AS "{q.MOTION_COUNT.key}" FROM "readings"'  # noqa: S608
    f' WHERE {SITE} AND $timeFilter GROUP BY time(1h), "site" fill(none)',
    legend="$tag_site",
)

BOARD = Board(
    "video",
    EQUIPMENT,
    say("Video-protection equipment"),
    say("Counts of events and states of cameras and recorders; no image, nothing about people."),
    rows=(
        Row(
            say("Equipment"),
            (
                by_device(
                    say("Present states"),
                    latest(q.TAMPER, q.VIDEO_LOSS, q.STORAGE_FAULT, q.LINK_UP, q.DOOR_OPEN, tags=("site", "device")),
                    Column.of(q.VIDEO_LOSS, on=Level.CRITICAL),
                    Column.of(q.TAMPER),
                    Column.of(q.STORAGE_FAULT),
                    Column.of(q.LINK_UP, on=Level.NORMAL),
                    Column.of(q.DOOR_OPEN),
                ),
                states(q.TAMPER, over_time(q.TAMPER, "site", "device", function="max")),
                states(q.STORAGE_FAULT, over_time(q.STORAGE_FAULT, "site", "device", function="max")),
                states(q.VIDEO_LOSS, over_time(q.VIDEO_LOSS, "site", "device", function="max"), on=Level.CRITICAL),
                states(q.LINK_UP, over_time(q.LINK_UP, "site", "device", function="min"), on=Level.NORMAL),
                states(q.DOOR_OPEN, over_time(q.DOOR_OPEN, "site", "device", function="max")),
                curves(q.MOTION_COUNT, _EVENTS, title=say("Motion events an hour"), bars=True),
            ),
        ),
    ),
    domains=(Domain.VIDEO,),
)
