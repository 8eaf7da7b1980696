"""The platform itself: what comes in, what is behind, what was refused. Of the measurement `samara`."""

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import NETWORK, Board, Row
from dashboards.grafana.influxql import InfluxQuery
from dashboards.grafana.panels import HALF, curves, number, say
from telemetry import quantity as q

_PER_MINUTE = "1m"


def _rate(metric: str, *tags: str) -> InfluxQuery:
    """A counter's growth a minute; a restart of the service is no growth."""
    groups = "".join(f', "{tag}"' for tag in ("instance", *tags))
    return InfluxQuery(
        f'SELECT non_negative_derivative(max("{metric}"), {_PER_MINUTE}) AS "{metric}" FROM "samara"'  # noqa: S608
        f" WHERE $timeFilter GROUP BY time($__interval){groups} fill(none)",
        legend=" ".join(f"$tag_{tag}" for tag in ("instance", *tags)),
    )


def _gauge(metric: str, ref: str = "A") -> InfluxQuery:
    return InfluxQuery(
        f'SELECT max("{metric}") AS "{metric}" FROM "samara" WHERE $timeFilter'  # noqa: S608
        ' GROUP BY time($__interval), "instance" fill(none)',
        ref,
        "$col $tag_instance",
    )


def _now(metric: str) -> InfluxQuery:
    return InfluxQuery(f'SELECT last("{metric}") AS "{metric}" FROM "samara" WHERE time > now() - 5m')  # noqa: S608


_LAGS = tuple(
    _gauge(f"samara_{consumer}_lag", ref) for consumer, ref in (("store", "A"), ("live", "B"), ("quarantine", "C"))
)

BOARD = Board(
    "ingestion",
    NETWORK,
    say("Ingestion"),
    say("Messages received, uplinks and readings decoded, consumers behind, quarantine."),
    rows=(
        Row(
            say("Now"),
            (
                number(say("Store behind by"), _now("samara_store_lag"), "short", levels.LAG, HALF),
                number(
                    say("Messages in quarantine"), _now("samara_quarantine_entries"), "short", levels.QUARANTINE, HALF
                ),
            ),
        ),
        Row(
            say("Flow"),
            (
                curves(
                    q.PULSES, _rate("samara_messages_received_total"), title=say("MQTT messages a minute"), unit="short"
                ),
                curves(q.PULSES, _rate("samara_uplinks_total"), title=say("Uplinks a minute"), unit="short"),
                curves(q.PULSES, _rate("samara_readings_total"), title=say("Readings a minute"), unit="short"),
                curves(q.PULSES, _rate("samara_duplicates_total"), title=say("Duplicates a minute"), unit="short"),
            ),
        ),
        Row(
            say("Trouble"),
            (
                curves(q.PULSES, *_LAGS, title=say("Consumers behind by"), scale=levels.LAG, unit="short"),
                curves(
                    q.PULSES,
                    _gauge("samara_quarantine_entries"),
                    title=say("Messages in quarantine"),
                    scale=levels.QUARANTINE,
                    unit="short",
                ),
                curves(
                    q.PULSES,
                    _rate("samara_quarantined_total", "label"),
                    title=say("Messages refused a minute, by reason"),
                    unit="short",
                ),
                curves(
                    q.PULSES,
                    _rate("samara_rejected_total", "label"),
                    title=say("Records rejected a minute"),
                    unit="short",
                ),
            ),
        ),
    ),
    with_site=False,
)
