"""Adeunis Field Test Device, which shows how well the network hears and is heard where it stands.

The first byte says what follows it, in this order: temperature, position, counters of uplinks and downlinks, battery,
and how the last downlink was received.
"""

from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    BUTTON_PRESSED,
    DOWNLINK_RSSI,
    DOWNLINK_SNR,
    LATITUDE,
    LONGITUDE,
    MOTION,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_TEMPERATURE, _MOVED, _BUTTON, _POSITION, _UPLINKS, _DOWNLINKS, _BATTERY, _SIGNAL = (1 << n for n in range(7, -1, -1))

_SIZES = {_TEMPERATURE: 1, _POSITION: 9, _UPLINKS: 1, _DOWNLINKS: 1, _BATTERY: 2, _SIGNAL: 2}
_QUALITY_SIZE = 1
"""The quality of the position ends it; the older DemoMote does not send it."""


def _degrees(digits: str, whole: int) -> float:
    """Degrees from digits of degrees, minutes and their fraction; the last digit is 1 for south or west."""
    if not digits.isdecimal() or digits[-1] not in "01":
        raise DecodeError(f"{digits} is no position in decimal digits")
    minutes = int(digits[whole:-1]) / 10.0 ** (len(digits) - whole - 3)
    degrees = int(digits[:whole]) + minutes / 60
    return -degrees if digits[-1] == "1" else degrees


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame; its length must be what its first byte says."""
    flags, data = uplink.payload[0], uplink.payload[1:]
    size = sum(size for flag, size in _SIZES.items() if flags & flag)
    short = bool(flags & _POSITION) and len(data) == size - _QUALITY_SIZE
    if len(data) != size and not short:
        raise DecodeError(f"{len(data)} bytes follow the first; it announces {size}")
    parts: dict[int, bytes] = {}
    for flag, length in _SIZES.items():
        if flags & flag:
            taken = length - (_QUALITY_SIZE if short and flag == _POSITION else 0)
            parts[flag], data = data[:taken], data[taken:]
    return [
        Reading(MOTION, float(flags & _MOVED != 0)),
        Reading(BUTTON_PRESSED, float(flags & _BUTTON != 0)),
        *_readings(parts),
    ]


def _readings(parts: dict[int, bytes]) -> list[Reading]:
    readings = []
    if _TEMPERATURE in parts:
        readings.append(Reading(AIR_TEMPERATURE, float(int.from_bytes(parts[_TEMPERATURE], "big", signed=True))))
    if _POSITION in parts:
        latitude, longitude = parts[_POSITION][:4].hex(), parts[_POSITION][4:8].hex()
        readings.append(Reading(LATITUDE, _degrees(latitude, 2)))
        readings.append(Reading(LONGITUDE, _degrees(longitude, 3)))
    if _BATTERY in parts:
        readings.append(Reading(BATTERY_VOLTAGE, int.from_bytes(parts[_BATTERY], "big") / 1000))
    if _SIGNAL in parts:
        rssi, snr = Struct(">Bb").unpack(parts[_SIGNAL])
        readings += [Reading(DOWNLINK_RSSI, float(-rssi)), Reading(DOWNLINK_SNR, float(snr))]
    return readings


DECODER = Decoder(
    vendor="Adeunis",
    models=("Field Test Device", "FTD", "DemoMote", "Network Tester"),
    spec="public decoders of the FTD (xtaran) and of the DemoMote (CampusIoT)",
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            BATTERY_VOLTAGE,
            BUTTON_PRESSED,
            DOWNLINK_RSSI,
            DOWNLINK_SNR,
            LATITUDE,
            LONGITUDE,
            MOTION,
        }
    ),
    decode=decode,
    aliases=("adeunis/ftd-network-tester", "adeunis/ftd"),
)
