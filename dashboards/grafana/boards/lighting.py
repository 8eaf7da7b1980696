"""Public lighting: cabinets, lamps and their faults."""

from dashboards.grafana.board import TRADES, Board, Row
from dashboards.grafana.influxql import increase, latest, over_time
from dashboards.grafana.panels import Column, by_device, curves, say, states
from dashboards.grafana.thresholds import Level
from telemetry import quantity as q
from telemetry.device import Domain

BOARD = Board(
    "lighting",
    TRADES,
    say("Lighting"),
    say("Currents of the cabinets, lamps on and lamps at fault."),
    rows=(
        Row(
            say("Cabinets"),
            (
                curves(q.CURRENT, over_time(q.CURRENT, "site", "channel"), width=24),
                curves(q.CHARGE, increase(q.CHARGE, "site"), title=say("Charge a day"), bars=True),
                curves(q.OPERATING_TIME, increase(q.OPERATING_TIME, "site"), title=say("Hours on a day"), bars=True),
                states(q.DOOR_OPEN, over_time(q.DOOR_OPEN, "site", function="max")),
                states(q.TAMPER, over_time(q.TAMPER, "site", function="max")),
            ),
        ),
        Row(
            say("Lamps"),
            (
                states(q.LAMP_ON, over_time(q.LAMP_ON, "site", "channel", function="last"), on=Level.NORMAL),
                states(q.LAMP_FAULT, over_time(q.LAMP_FAULT, "site", "channel", function="max")),
                curves(q.DIMMING_LEVEL, over_time(q.DIMMING_LEVEL, "site", "channel")),
                by_device(
                    say("Present values"),
                    latest(q.CURRENT, q.LAMP_FAULT, q.DOOR_OPEN, tags=("site", "device")),
                    Column.of(q.CURRENT),
                    Column.of(q.LAMP_FAULT),
                    Column.of(q.DOOR_OPEN),
                    width=12,
                ),
            ),
        ),
    ),
    domains=(Domain.LIGHTING,),
)
