"""Ewattch Squid Pro, twelve current clamps: objects of a type, a register and little-endian values of 24 bits."""

from collections.abc import Sequence

from simulators.encoders import Frame

CLAMPS = 12

_SOCKET, _ENERGY, _POWER = 0x40, 0xC3, 0xC4
_HIGHEST = (1 << 24) - 1


def squid_pro(frame: int, energy: Sequence[float], power: Sequence[float]) -> Frame:
    """In turn the energy of all clamps (tens of Wh) and their power (W), behind the length of what follows."""
    register, values = (_POWER, power) if frame % 2 else (_ENERGY, [wh / 10 for wh in energy])
    body = bytes((_SOCKET, register)) + b"".join((int(value) & _HIGHEST).to_bytes(3, "little") for value in values)
    return 1, bytes((0x00, len(body))) + body
