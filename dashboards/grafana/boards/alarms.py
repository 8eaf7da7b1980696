"""Alarms: those active, their history, and how many a person has to bear (EEMUA 191, ISA-18.2)."""

from dataclasses import replace

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import TERRITORY, Board, Row
from dashboards.grafana.panels import THIRD, Column, curves, number, rows, say
from dashboards.grafana.transitions import (
    active,
    counts,
    history,
    how_many_active,
    minutes_in_flood,
    raised,
)
from telemetry import quantity as q

_SEVERITIES = {4: say("Critical"), 3: say("Major"), 2: say("Minor"), 1: say("Warning")}
_MIX = tuple(
    replace(raised("1d", condition=f' AND "severity" = {severity}'), ref=f"S{severity}", legend=name)
    for severity, name in _SEVERITIES.items()
)
_PLACE = (Column("site", say("Site")), Column("device", say("Device")), Column("rule", say("Rule")))
_SEVERITY = Column("severity", say("Severity"), scale=levels.ALARM_SEVERITY)

BOARD = Board(
    "alarms",
    TERRITORY,
    say("Alarms"),
    say("Active alarms, their history, and the load on operators after EEMUA 191 and ISA-18.2."),
    rows=(
        Row(
            say("Active"),
            (
                number(say("Active alarms"), how_many_active(), scale=levels.FAULT, empty="0", width=THIRD),
                number(
                    say("Of these critical"),
                    how_many_active(condition='"severity" = 4'),
                    scale=levels.CRITICAL_STATE,
                    empty="0",
                    width=THIRD,
                ),
                number(
                    say("Of these not acknowledged"),
                    how_many_active(condition='"acknowledged" = 0'),
                    scale=levels.FAULT,
                    empty="0",
                    width=THIRD,
                ),
                rows(
                    say("Active alarms"),
                    active(),
                    columns=(
                        Column("Time", say("Last transition"), "dateTimeFromNow"),
                        _SEVERITY,
                        *_PLACE,
                        Column("channel", say("Channel")),
                        Column("text", say("Message")),
                        Column("value", say("Value")),
                        Column("limit", say("Limit")),
                        Column("acknowledged", say("Acknowledged")),
                    ),
                    hide=("tenant", "quantity"),
                    sort=say("Severity"),
                ),
            ),
        ),
        Row(
            say("Load on operators"),
            (
                curves(
                    q.PULSES,
                    raised("10m"),
                    title=say("Alarms in ten minutes"),
                    scale=levels.ALARMS_TEN_MINUTES,
                    unit="short",
                    bars=True,
                ),
                curves(
                    q.PULSES,
                    raised("1h"),
                    title=say("Alarms an hour"),
                    scale=levels.ALARMS_HOUR,
                    unit="short",
                    bars=True,
                ),
                curves(
                    q.PULSES, raised("1d"), title=say("Alarms a day"), scale=levels.ALARMS_DAY, unit="short", bars=True
                ),
                curves(q.PULSES, *_MIX, title=say("Severities a day"), unit="short", bars=True),
                number(say("Time in flood"), minutes_in_flood(), "m", levels.FLOOD_TIME, empty="0"),
                rows(
                    say("Most frequent sources"),
                    counts("site", "device", "rule"),
                    columns=(*_PLACE, Column("alarms", say("Alarms"))),
                    sort=say("Alarms"),
                    width=18,
                ),
            ),
        ),
        Row(
            say("History"),
            (
                rows(
                    say("History"),
                    history(),
                    columns=(
                        Column("Time", say("Time"), "dateTimeAsIso"),
                        Column("transition", say("Transition")),
                        _SEVERITY,
                        *_PLACE,
                        Column("channel", say("Channel")),
                        Column("text", say("Message")),
                        Column("value", say("Value")),
                        Column("limit", say("Limit")),
                    ),
                    hide=("tenant", "quantity"),
                    sort=say("Time"),
                ),
            ),
        ),
    ),
    since="now-7d",
)
