"""Decentlab: version 2, device id, which sensors follow, words of 16 bits, the battery in mV; big-endian, port 1."""

from collections.abc import Sequence
from struct import Struct

from simulators.encoders import Frame

_HEAD = Struct(">BHH")
_ZERO = 0x8000
"""Signed values are shifted up by half the range."""


def _frame(device_id: int, words: Sequence[int], volts: float) -> Frame:
    size = len(words) + 1
    payload = Struct(f">{size}H").pack(*words, round(volts * 1000))
    # Bit 0: the sensor; bit 1: the battery.
    return 1, _HEAD.pack(2, device_id & 0xFFFF, 0b11) + payload


def mbx(device_id: int, distance: float, volts: float) -> Frame:
    """DL-MBX: distance in mm, of ten valid samples."""
    return _frame(device_id, (round(distance * 1000), 10), volts)


def atm41(
    device_id: int,
    radiation: float,
    rain: float,
    wind: float,
    direction: float,
    gust: float,
    temperature: float,
    vapour: float,
    pressure: float,
    humidity: float,
    north: float,
    east: float,
    volts: float,
) -> Frame:
    """DL-ATM41, level and without lightning: W/m², mm, m/s, °, °C, kPa, hPa, %; its inside is as warm as the air."""
    sky = (radiation, rain * 1000, 0, 0, wind * 100, direction * 10, gust * 100)
    air = (temperature * 10, vapour * 100, pressure * 10, humidity * 10, temperature * 10)
    posture = (0, 0, 0, north * 100, east * 100)
    return _frame(device_id, [_ZERO + round(value) for value in (*sky, *air, *posture)], volts)
