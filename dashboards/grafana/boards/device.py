"""One device: everything it says, and how it is heard."""

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import NETWORK, Board, Row, device, quantity
from dashboards.grafana.influxql import DEVICE, InfluxQuery, over_time
from dashboards.grafana.panels import HALF, QUARTER, THIRD, Column, curves, named_units, number, rows, say
from dashboards.grafana.radio import frames_lost
from dashboards.grafana.transitions import history
from telemetry import quantity as q

_ANY = InfluxQuery(
    f'SELECT mean("${{quantity}}") AS "${{quantity}}" FROM "readings" WHERE {DEVICE} AND $timeFilter'  # noqa: S608
    ' GROUP BY time($__interval), "channel" fill(none)',
    legend="$col $tag_channel",
)
_IDENTITY = InfluxQuery(
    f'SELECT last("name") AS "name", "domain", "profile" FROM "devices" WHERE {DEVICE} AND time > now() - 2d'  # noqa: S608
    ' GROUP BY "tenant", "site", "device"',
    table=True,
)
_EACH = named_units(q.CATALOGUE.values(), curves(q.ANALOG_INPUT, _ANY, title="${quantity:text}", unit="short"))


def _radio(field: str, function: str) -> InfluxQuery:
    return InfluxQuery(
        f'SELECT {function}("{field}") AS "{field}" FROM "radio" WHERE {DEVICE} AND $timeFilter'  # noqa: S608
        ' GROUP BY time($__interval), "gateway" fill(none)',
        legend="$tag_gateway",
    )


BOARD = Board(
    "device",
    NETWORK,
    say("One device"),
    say("All that one device measures, its radio, its battery and its alarms."),
    rows=(
        Row(
            say("Identity"),
            (
                rows(
                    say("Device"),
                    _IDENTITY,
                    columns=(
                        Column("name", say("Name")),
                        Column("device", say("Identifier")),
                        Column("tenant", say("Authority")),
                        Column("site", say("Site")),
                        Column("domain", say("Trade")),
                        Column("profile", say("Model")),
                    ),
                ),
            ),
        ),
        Row(say("Measurements"), (_EACH.repeat("quantity").repeat_direction("h").max_per_row(2),)),
        Row(
            say("Radio and battery"),
            (
                curves(q.DOWNLINK_RSSI, _radio("rssi", "mean"), title="RSSI", scale=levels.RSSI),
                curves(q.DOWNLINK_SNR, _radio("snr", "mean"), title=say("Signal-to-noise ratio")),
                curves(q.PULSES, _radio("spreading_factor", "last"), title=say("Spreading factor"), width=THIRD),
                curves(q.PULSES, _radio("gateways", "mean"), title=say("Gateways that heard it"), width=THIRD),
                curves(q.PULSES, _radio("f_cnt", "last"), title=say("Frame counter"), width=THIRD),
                number(say("Frames lost"), frames_lost(DEVICE), "percent", levels.LOSS, QUARTER),
                curves(
                    q.BATTERY_LEVEL, over_time(q.BATTERY_LEVEL, "channel", where=DEVICE), scale=levels.BATTERY, width=9
                ),
                curves(q.BATTERY_VOLTAGE, over_time(q.BATTERY_VOLTAGE, "channel", where=DEVICE), width=9),
            ),
        ),
        Row(
            say("Alarms"),
            (
                rows(
                    say("History"),
                    history(DEVICE),
                    columns=(
                        Column("rule", say("Rule")),
                        Column("channel", say("Channel")),
                        Column("transition", say("Transition")),
                        Column("severity", say("Severity"), scale=levels.ALARM_SEVERITY),
                        Column("text", say("Message")),
                        Column("value", say("Value")),
                        Column("limit", say("Limit")),
                    ),
                    hide=("tenant", "site", "device", "quantity"),
                    width=HALF,
                ),
            ),
        ),
    ),
    variables=(device(), quantity()),
)
