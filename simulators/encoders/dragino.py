"""Dragino: fixed big-endian layouts, the battery in the low 14 bits of the first two bytes."""

from struct import Struct

from simulators.encoders import Frame

_LHT65N = Struct(">HhHBhH")
_LDDS75 = Struct(">HHBhB")
_LSE01 = Struct(">HhHhHB")


def _battery(volts: float) -> int:
    return round(volts * 1000) & 0x3FFF


def lht65n(volts: float, temperature: float, humidity: float, probe: float) -> Frame:
    """LHT65N with its DS18B20 probe (external sensor 1): hundredths of °C, tenths of % (user manual, §2.4)."""
    # The two high bits of the battery grade it: 3 good, 2 fair, 1 low.
    grade = 3 if volts > 2.9 else 2 if volts > 2.5 else 1
    climate = (grade << 14 | _battery(volts), round(temperature * 100), round(humidity * 10))
    return 2, _LHT65N.pack(*climate, 0x01, round(probe * 100), 0x7FFF)


def ldds75(volts: float, distance: float) -> Frame:
    """LDDS75: distance in mm, no interrupt, no temperature probe, sensor present (user manual, §2.3)."""
    return 2, _LDDS75.pack(_battery(volts), round(distance * 1000), 0, 0, 1)


def lds02(volts: float, is_open: bool, openings: float, minutes: float) -> Frame:
    """LDS02: door state in the top bit, openings and minutes of the last one in 24 bits each (manual, §2.3)."""
    head = (is_open << 15 | _battery(volts)).to_bytes(2, "big")
    count = (int(openings) & 0xFFFFFF).to_bytes(3, "big") + int(minutes).to_bytes(3, "big")
    return 10, head + b"\x01" + count + b"\x00"


def lse01(volts: float, moisture: float, temperature: float, conductivity: float) -> Frame:
    """LSE01: no DS18B20 fitted (0), moisture and soil temperature in hundredths, µS/cm (user manual, §2.3)."""
    soil = (round(moisture * 100), round(temperature * 100), round(conductivity))
    return 2, _LSE01.pack(_battery(volts), 0, *soil, 0x10)
