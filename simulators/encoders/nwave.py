"""Nwave NPS405, parking sensor: one port for each kind of message."""

from struct import Struct

from simulators.encoders import Frame

_HEARTBEAT = Struct(">BBb3x")


def nps405(changed: bool, is_taken: bool, minutes: float, temperature: float, volts: float) -> Frame:
    """A parking status (port 1) with how long the state before lasted, or a heartbeat (port 2).

    The state is the lowest bit of both. Heartbeat: no fault, 4 mV above 2.5 V, halves of °C around 10.
    """
    if changed:
        return 1, bytes((_compressed(int(minutes)) << 1 | is_taken,))
    battery = min(255, round((volts - 2.5) / 0.004))
    return 2, _HEARTBEAT.pack(is_taken, battery, round((temperature - 10) * 2))


def _compressed(minutes: int) -> int:
    """Minutes up to an hour and a half, then fives, then hours; 127 is eleven hours or more."""
    if minutes < 90:
        return minutes
    if minutes < 240:
        return 90 + (minutes - 90) // 5
    return 120 + min(7, (minutes - 240) // 60)
