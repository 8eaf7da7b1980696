"""Bosch TPS110, parking lot sensor (communication interface, §4): one port for each kind of message."""

from simulators.encoders import Frame


def tps110(changed: bool, is_taken: bool, temperature: float) -> Frame:
    """A parking status (port 1) when a car comes or leaves, else a heartbeat with whole °C (port 2)."""
    if changed:
        return 1, bytes((is_taken,))
    return 2, bytes((is_taken, round(temperature) & 0xFF))
