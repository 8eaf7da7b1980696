"""Dragino LDS03A, a door contact with the time of each event."""

from decoders.contract import Decoder
from decoders.formats.dragino import DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT, logged
from telemetry.quantity import BATTERY_VOLTAGE, DOOR_OPEN, DOOR_OPEN_COUNT, DOOR_OPEN_DURATION, THRESHOLD_ALARM
from telemetry.reading import Reading

_OPEN, _ALARM = 0x01, 0x02


def _readings(raws: tuple[int, ...]) -> list[Reading]:
    """Flags, three bytes of openings so far, three of the minutes that the last one lasted."""
    flags, times, times_low, minutes, minutes_low = raws
    return [
        Reading(DOOR_OPEN, float(flags & _OPEN)),
        Reading(THRESHOLD_ALARM, float(flags & _ALARM != 0)),
        Reading(DOOR_OPEN_COUNT, float(times << 16 | times_low)),
        Reading(DOOR_OPEN_DURATION, float((minutes << 16 | minutes_low) * 60)),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("LDS03A", "DS03A-LB"),
    spec="LDS03A user manual, Uplink payload",
    f_ports=frozenset({DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, DOOR_OPEN, DOOR_OPEN_COUNT, DOOR_OPEN_DURATION, THRESHOLD_ALARM}),
    decode=logged("BBHBH", _readings),
    aliases=("dragino/lds03a", "dragino/ds03a-lb"),
)
