"""Enless Wireless: a serial number, type, sequence, firmware, values, alarms, states; big-endian, port 1."""

from struct import Struct

from simulators.encoders import Frame

_PORT = 1

_TEMP_INS = Struct(">3sBBBhhHH")
_FIRMWARE = 1


def temp_ins(serial: int, frame: int, temperature: float) -> Frame:
    """TX TEMP INS 600-031 (type 7): tenths of °C, no second probe, no alarm, battery full and a normal message."""
    number = (serial & 0xFFFFFF).to_bytes(3)
    return _PORT, _TEMP_INS.pack(number, 7, frame & 0xFF, _FIRMWARE, round(temperature * 10), 0, 0, 0)
