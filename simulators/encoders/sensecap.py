"""SenseCAP: rows of channel, measurement and value in thousandths, little-endian, then a checksum; port 2."""

from struct import Struct

from simulators.encoders import Frame

_ROW = Struct("<BHi")
_SOIL_TEMPERATURE, _SOIL_MOISTURE, _SOIL_CONDUCTIVITY = 4102, 4103, 4108
_REVERSED_POLYNOMIAL = 0x8408


def soil(temperature: float, moisture: float, conductivity: float) -> Frame:
    """Soil temperature, moisture and conductivity: °C, % and dS/m, from µS/cm."""
    values = (
        (_SOIL_TEMPERATURE, temperature),
        (_SOIL_MOISTURE, moisture),
        (_SOIL_CONDUCTIVITY, conductivity / 1000),
    )
    rows = b"".join(_ROW.pack(1, measurement, round(value * 1000)) for measurement, value in values)
    return 2, rows + checksum(rows).to_bytes(2, "little")


def checksum(data: bytes) -> int:
    """CRC-16/KERMIT: polynomial 0x1021 reflected, from zero."""
    remainder = 0
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (_REVERSED_POLYNOMIAL if remainder & 1 else 0)
    return remainder
