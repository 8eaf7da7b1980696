"""The datacenter: rooms, power chain, cooling, PUE."""

from dashboards.grafana import thresholds as levels
from dashboards.grafana.board import EQUIPMENT, Board, Row
from dashboards.grafana.influxql import daily, increase, latest, over_time, rate
from dashboards.grafana.panels import FULL, Column, by_device, curves, say, states
from dashboards.grafana.thresholds import Level, told
from telemetry import quantity as q
from telemetry.device import Domain

BOARD = Board(
    "datacenter",
    EQUIPMENT,
    say("Datacenter"),
    say("Rooms against ASHRAE TC 9.9, power chain, cooling and daily PUE."),
    rows=(
        Row(
            say("Rooms"),
            (
                curves(q.AIR_TEMPERATURE, over_time(q.AIR_TEMPERATURE, "device", "channel"), scale=levels.RACK_INLET),
                curves(q.RELATIVE_HUMIDITY, over_time(q.RELATIVE_HUMIDITY, "device"), scale=levels.RACK_HUMIDITY),
                curves(
                    q.AIR_TEMPERATURE,
                    rate(q.AIR_TEMPERATURE, "device"),
                    title=say("Rate of rise"),
                    scale=levels.RACK_RISE,
                    unit="suffix: °C/h",
                ),
                curves(q.DEW_POINT, over_time(q.DEW_POINT, "device"), scale=levels.RACK_DEW_POINT),
                states(q.WATER_LEAK, over_time(q.WATER_LEAK, "device", function="max"), on=told("dc.leak")),
                states(q.DOOR_OPEN, over_time(q.DOOR_OPEN, "device", function="max"), on=told("dc.door")),
                states(q.SMOKE, over_time(q.SMOKE, "device", function="max"), on=told("dc.ssi.fire")),
                states(q.INTRUSION, over_time(q.INTRUSION, "device", function="max"), on=told("dc.intrusion")),
            ),
        ),
        Row(
            say("Power chain"),
            (
                by_device(
                    say("UPS"),
                    latest(q.UPS_ON_BATTERY, q.UPS_LOAD, q.BATTERY_LEVEL, q.BATTERY_AUTONOMY, tags=("device",)),
                    Column.of(q.UPS_ON_BATTERY, on=told("dc.ups.on_battery")),
                    Column.of(q.UPS_LOAD, levels.UPS),
                    Column.of(q.BATTERY_LEVEL, levels.UPS_BATTERY),
                    Column.of(q.BATTERY_AUTONOMY, levels.AUTONOMY),
                    width=FULL,
                ),
                states(
                    q.UPS_ON_BATTERY,
                    over_time(q.UPS_ON_BATTERY, "device", function="max"),
                    on=told("dc.ups.on_battery"),
                ),
                curves(q.UPS_LOAD, over_time(q.UPS_LOAD, "device", "channel"), scale=levels.UPS),
                curves(q.VOLTAGE, over_time(q.VOLTAGE, "device", "channel")),
                curves(q.ACTIVE_POWER, over_time(q.ACTIVE_POWER, "device", "channel")),
                curves(q.ACTIVE_ENERGY, increase(q.ACTIVE_ENERGY, "device"), title=say("Energy a day"), bars=True),
                curves(q.CURRENT, over_time(q.CURRENT, "device", "channel", function="max")),
                states(
                    q.GENSET_RUNNING,
                    over_time(q.GENSET_RUNNING, "device", function="max"),
                    on=told("dc.genset_running"),
                ),
                curves(q.FUEL_LEVEL, over_time(q.FUEL_LEVEL, "device"), scale=levels.FUEL),
            ),
        ),
        Row(
            say("Cooling"),
            (
                curves(q.SUPPLY_TEMPERATURE, over_time(q.SUPPLY_TEMPERATURE, "device"), scale=levels.SUPPLY),
                curves(q.RETURN_TEMPERATURE, over_time(q.RETURN_TEMPERATURE, "device"), scale=levels.RETURN),
                curves(q.FAN_SPEED, over_time(q.FAN_SPEED, "device")),
                states(
                    q.COOLING_FAULT, over_time(q.COOLING_FAULT, "device", function="max"), on=told("dc.cooling_fault")
                ),
                states(
                    q.COMPRESSOR_RUNNING, over_time(q.COMPRESSOR_RUNNING, "device", function="last"), on=Level.NORMAL
                ),
            ),
        ),
        Row(
            say("Indicators"),
            (
                curves(q.PUE, daily(q.PUE, "site"), bars=True, scale=levels.PUE),
                curves(
                    q.INLET_DEW_POINT, over_time(q.INLET_DEW_POINT, "device", window="1h"), scale=levels.RACK_DEW_POINT
                ),
                curves(
                    q.AIR_TEMPERATURE_RISE,
                    over_time(q.AIR_TEMPERATURE_RISE, "device", window="1h"),
                    scale=levels.RACK_RISE,
                ),
                curves(q.ASHRAE_RECOMMENDED, daily(q.ASHRAE_RECOMMENDED, "device"), bars=True),
                curves(q.ASHRAE_ALLOWABLE, daily(q.ASHRAE_ALLOWABLE, "device"), bars=True),
                curves(q.COOLING_SPARE, over_time(q.COOLING_SPARE, "site", window="1h"), scale=levels.SPARE),
            ),
        ),
    ),
    domains=(Domain.DATACENTER,),
)
