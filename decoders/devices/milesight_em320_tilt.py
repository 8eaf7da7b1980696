"""Milesight EM310-TILT and EM320-TILT, inclination along three axes."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Entry, decoder, emits
from telemetry.quantity import THRESHOLD_ALARM, TILT
from telemetry.reading import Reading

_ANGLES = Struct("<hhh")
_AXES = "xyz"


def _add_angles(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add the EM320's angles: hundredths of a degree above bit 0, which says that the threshold was crossed."""
    for axis, raw in zip(_AXES, _ANGLES.unpack_from(payload, offset), strict=True):
        readings.append(Reading(TILT, (raw >> 1) / 100, axis))
        readings.append(Reading(THRESHOLD_ALARM, float(raw & 1), axis))
    return offset + _ANGLES.size


def _add_angles_and_alarms(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add the EM310's angles, in hundredths of a degree; a byte behind them has the three thresholds."""
    alarms = payload[offset + _ANGLES.size]
    for bit, (axis, raw) in enumerate(zip(_AXES, _ANGLES.unpack_from(payload, offset), strict=True)):
        readings.append(Reading(TILT, raw / 100, axis))
        readings.append(Reading(THRESHOLD_ALARM, float(alarms >> bit & 1), axis))
    return offset + _ANGLES.size + 1


_STATED = frozenset({THRESHOLD_ALARM, TILT})

_TABLE = {
    0x0175: BATTERY,
    0x03CF: Entry(_add_angles_and_alarms, _STATED),
    0x03D4: Entry(_add_angles, _STATED),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM320-TILT", "EM310-TILT"),
    spec="EM310-TILT User Guide and EM320-TILT User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em320-tilt", "milesight-iot/em310-tilt"),
)
