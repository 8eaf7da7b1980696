"""nke Watteco: reports of ZigBee attributes (endpoint, command, cluster, attribute, type, value), big-endian, port 125.

A device reports each of its values in a frame of its own.
"""

from struct import Struct

from simulators.encoders import Frame

_PORT = 125

_REPORT = 0x0A
_TEMPERATURE, _HUMIDITY, _BINARY_INPUT = 0x0402, 0x0405, 0x000F
_MEASURED, _PRESENT, _COUNT = 0x0000, 0x0055, 0x0402

_INT16 = Struct(">BBHHBh")
_UINT16 = Struct(">BBHHBH")
_UINT32 = Struct(">BBHHBI")


def th(frame: int, temperature: float, humidity: float) -> Frame:
    """TH, in turn its temperature (type 0x29) and its humidity (0x21), both in hundredths."""
    if frame % 2:
        return _PORT, _UINT16.pack(0x11, _REPORT, _HUMIDITY, _MEASURED, 0x21, round(humidity * 100))
    return _PORT, _INT16.pack(0x11, _REPORT, _TEMPERATURE, _MEASURED, 0x29, round(temperature * 100))


def pulse_senso(frame: int, first: float, second: float) -> Frame:
    """Pulse Sens'O, in turn the counts of its first two inputs (endpoints 0 and 1, 32 bits)."""
    endpoint, count = (0x31, second) if frame % 2 else (0x11, first)
    return _PORT, _UINT32.pack(endpoint, _REPORT, _BINARY_INPUT, _COUNT, 0x23, int(count) & 0xFFFFFFFF)


def closo(is_open: bool) -> Frame:
    """Clos'O: its contact (type 0x10, boolean), on endpoint 1."""
    return _PORT, bytes((0x31, _REPORT, *_BINARY_INPUT.to_bytes(2), *_PRESENT.to_bytes(2), 0x10, is_open))
