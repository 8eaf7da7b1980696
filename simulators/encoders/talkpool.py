"""Talkpool OY1110: two numbers of twelve bits, their low halves in one byte; port 2."""

from simulators.encoders import Frame


def oy1110(temperature: float, humidity: float) -> Frame:
    """Tenths above -80 °C and above -25 %."""
    warmth, damp = round(temperature * 10) + 800, round(humidity * 10) + 250
    return 2, bytes((warmth >> 4, damp >> 4, (warmth & 0xF) << 4 | damp & 0xF))
