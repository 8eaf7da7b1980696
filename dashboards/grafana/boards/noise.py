"""Noise: energetic means, and the levels exceeded a tenth and nine tenths of the time."""

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import TRADES, Board, Row
from dashboards.grafana.influxql import daily, energetic_mean, over_time, percentile_over_time
from dashboards.grafana.panels import curves, say
from telemetry import quantity as q
from telemetry.device import Domain

BOARD = Board(
    "noise",
    TRADES,
    say("Noise"),
    say("Indicative: regulatory indicators are annual, these are what the sensors heard."),
    rows=(
        Row(
            say("Levels"),
            (
                curves(q.SOUND_LEVEL, over_time(q.SOUND_LEVEL, "site")),
                curves(q.SOUND_LEVEL_MAX, over_time(q.SOUND_LEVEL_MAX, "site", function="max")),
                curves(
                    q.SOUND_LEVEL_EQUIVALENT,
                    energetic_mean(q.SOUND_LEVEL_EQUIVALENT, "site", window="1h"),
                    title=say("LAeq of each hour"),
                    scale=levels.NOISE,
                ),
                curves(
                    q.SOUND_LEVEL_EQUIVALENT,
                    energetic_mean(q.SOUND_LEVEL_EQUIVALENT, "site", window="1d"),
                    title=say("LAeq of each day"),
                    scale=levels.NOISE,
                    bars=True,
                ),
                curves(
                    q.SOUND_LEVEL,
                    percentile_over_time(q.SOUND_LEVEL, 90, "site", window="1d"),
                    title=say("L10 of each day, peaks"),
                    bars=True,
                ),
                curves(
                    q.SOUND_LEVEL,
                    percentile_over_time(q.SOUND_LEVEL, 10, "site", window="1d"),
                    title=say("L90 of each day, background"),
                    bars=True,
                ),
            ),
        ),
        Row(
            say("Indicators"),
            (
                curves(q.NOISE_LDEN, daily(q.NOISE_LDEN, "site"), bars=True, scale=levels.NOISE),
                curves(q.NOISE_NIGHT, daily(q.NOISE_NIGHT, "site"), bars=True, scale=levels.NOISE),
                curves(q.NOISE_DAY, daily(q.NOISE_DAY, "site"), bars=True),
                curves(q.NOISE_EVENING, daily(q.NOISE_EVENING, "site"), bars=True),
            ),
        ),
    ),
    domains=(Domain.NOISE,),
    since="now-7d",
)
