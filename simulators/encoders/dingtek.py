"""Dingtek DF702, ultrasonic level of waste bins: a frame between 0x80 and 0x81, big-endian, port 3."""

from struct import Struct

from simulators.encoders import Frame

_DF702 = Struct(">BHBB HBb BB BB HBB")
_NEAR = 0.3


def df702(frame: int, distance: float, temperature: float, fire: bool) -> Frame:
    """A report without position: mm, whole °C, no tilt; the alarms are nibbles (full, fire; tilt, battery)."""
    alarms = (distance < _NEAR) << 4 | fire
    head = (0x80, 1, 1, _DF702.size)
    return 3, _DF702.pack(
        *head, round(distance * 1000), 0, round(temperature), 0, 0, alarms, 0, frame & 0xFFFF, 0, 0x81
    )
