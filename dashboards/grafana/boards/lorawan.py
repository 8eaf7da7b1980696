"""The LoRaWAN network: what is heard, how well, what is lost, who is silent."""

from dataclasses import replace

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import NETWORK, Board, Row
from dashboards.grafana.influxql import SITE, daily, latest, over_time
from dashboards.grafana.panels import FULL, HALF, Column, by_device, curves, rows, say
from dashboards.grafana.radio import frames_lost, last_heard, signal, uplinks
from telemetry import quantity as q

_FACTORS = tuple(
    replace(uplinks("1h", condition=f' AND "spreading_factor" = {factor}'), ref=f"SF{factor}", legend=f"SF{factor}")
    for factor in range(7, 13)
)

BOARD = Board(
    "lorawan",
    NETWORK,
    say("LoRaWAN network"),
    say("Uplinks, signal, spreading factors, losses and silent devices."),
    rows=(
        Row(
            say("Traffic"),
            (
                curves(q.PULSES, uplinks("1h", "gateway"), title=say("Uplinks an hour by gateway"), unit="short"),
                curves(q.PULSES, *_FACTORS, title=say("Uplinks an hour by spreading factor"), unit="short", bars=True),
                curves(q.PULSES, signal("gateways", "tenant"), title=say("Gateways that hear an uplink"), unit="short"),
            ),
        ),
        Row(
            say("Signal"),
            (
                curves(q.DOWNLINK_RSSI, signal("rssi", "gateway"), title="RSSI", scale=levels.RSSI),
                curves(q.DOWNLINK_SNR, signal("snr", "gateway"), title=say("Signal-to-noise ratio")),
            ),
        ),
        Row(
            say("Devices"),
            (
                by_device(
                    say("Frames lost"),
                    frames_lost(SITE, "site", "device"),
                    Column("lost", say("Frames lost"), "percent", levels.LOSS),
                    Column("frames", say("Frames heard")),
                    sort=say("Frames lost"),
                    width=HALF,
                ),
                by_device(
                    say("Batteries"),
                    latest(q.BATTERY_LEVEL, q.BATTERY_VOLTAGE, q.LOW_BATTERY, tags=("site", "device")),
                    Column.of(q.BATTERY_LEVEL, levels.BATTERY),
                    Column.of(q.BATTERY_VOLTAGE),
                    Column.of(q.LOW_BATTERY),
                    width=HALF,
                ),
                rows(
                    say("Last heard"),
                    last_heard(),
                    columns=(
                        Column("Time", say("Last heard"), "dateTimeFromNow"),
                        Column("site", say("Site")),
                        Column("device", say("Device")),
                        Column("rssi", "RSSI", "dBm", levels.RSSI),
                        Column("snr", say("Signal-to-noise ratio"), "dB"),
                        Column("spreading_factor", say("Spreading factor")),
                        Column("gateways", say("Gateways that heard it")),
                    ),
                    width=FULL,
                ),
            ),
        ),
        Row(
            say("Indicators"),
            (
                curves(q.UPLINK_LOSS, daily(q.UPLINK_LOSS, "device"), bars=True, scale=levels.LOSS),
                curves(q.DUTY_CYCLE, over_time(q.DUTY_CYCLE, "device", window="1h"), scale=levels.DUTY),
                by_device(
                    say("Silent devices and batteries"),
                    latest(q.DEVICE_SILENT, q.BATTERY_DAYS_LEFT, tags=("site", "device")),
                    Column.of(q.DEVICE_SILENT),
                    Column.of(q.BATTERY_DAYS_LEFT, levels.BATTERY_DAYS),
                    sort=q.DEVICE_SILENT.french,
                ),
            ),
        ),
    ),
)
