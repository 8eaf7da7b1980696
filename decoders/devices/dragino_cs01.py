"""Dragino CS01-LB, four current clamps."""

from itertools import product
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import DATA_PORT, LOG_PORT, STATUS_PORT, battery, logged, status
from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_VOLTAGE, CURRENT, DIGITAL_INPUT, THRESHOLD_ALARM
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Bits 7 and 6 of the port tell the range of the first two clamps, bits 5 and 4 that of the others.
_RANGES = (1, 3, 6)
_SCALES = {
    DATA_PORT | first << 6 | last << 4: (_RANGES[first], _RANGES[last]) for first, last in product(range(3), repeat=2)
}

_LEVEL = 0x8000
_COARSE, _FINE = Struct(">HHHHB"), Struct(">3s3s3s3sB")
"""Currents in hundredths or in thousandths of an ampere, then whether each is below or above its threshold."""

_TOTALS = 17
"""Bytes that may follow: a mode and four sums since a time that it does not tell."""


def _clamps(payload: bytes) -> tuple[list[float], int]:
    """The four currents as they stand, in amperes, and the alarms."""
    rest = payload[2:]
    if len(rest) in {_COARSE.size, _COARSE.size + _TOTALS}:
        *hundredths, alarms = _COARSE.unpack_from(rest)
        return [current / 100 for current in hundredths], alarms
    if len(rest) in {_FINE.size, _FINE.size + _TOTALS}:
        *thousandths, alarms = _FINE.unpack_from(rest)
        return [int.from_bytes(current, "big") / 1000 for current in thousandths], alarms
    raise DecodeError(f"a data frame of {len(payload)} bytes; expected 11, 15, 28 or 32")


def _record(raws: tuple[int, ...]) -> list[Reading]:
    """A stored record, which has the first three clamps."""
    return [Reading(CURRENT, raw / 100, str(n)) for n, raw in enumerate(raws, 1)]


_logged = logged("xHHH", _record)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data, log or status frame; an alarm has two bits a clamp, the highest are the first's."""
    payload = uplink.payload
    if uplink.f_port == STATUS_PORT:
        return status(payload)
    if uplink.f_port == LOG_PORT:
        return _logged(uplink)
    first, last = _SCALES[uplink.f_port]
    currents, alarms = _clamps(payload)
    word = int.from_bytes(payload[:2], "big")
    readings = [battery(word), Reading(DIGITAL_INPUT, float(word & _LEVEL != 0))]
    for n, (current, scale) in enumerate(zip(currents, (first, first, last, last), strict=True)):
        readings.append(Reading(CURRENT, current * scale, str(n + 1)))
        readings.append(Reading(THRESHOLD_ALARM, float(alarms >> 6 - 2 * n & 3 != 0), str(n + 1)))
    return readings


DECODER = Decoder(
    vendor="Dragino",
    models=("CS01-LB", "CS01-LS", "CS01"),
    spec="CS01-LB user manual, Uplink payload",
    f_ports=frozenset({*_SCALES, LOG_PORT, STATUS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, CURRENT, DIGITAL_INPUT, THRESHOLD_ALARM}),
    decode=decode,
    aliases=("dragino/cs01-lb",),
)
