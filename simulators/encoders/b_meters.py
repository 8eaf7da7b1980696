"""B METERS HYDRODIGIT, electronic water meter: two counters of 28 bits in litres, alarms, a temperature."""

from struct import Struct

from simulators.encoders import Frame

# Application, absolute counter, the high four bits of both, reverse counter, alarms; then the temperature.
_HYDRODIGIT = Struct("<B3sB3sB")
_TEMPERATURE = Struct(">h")


def hydrodigit(index: float, reverse: float, alarms: int, temperature: float) -> Frame:
    """Report of a meter whose owner enabled the temperature: m³, tenths of °C."""
    absolute, back = int(index * 1000), int(reverse * 1000)
    high = (absolute >> 24 & 0xF) << 4 | back >> 24 & 0xF
    counters = _low(absolute), high, _low(back)
    return 1, _HYDRODIGIT.pack(0x45, *counters, alarms) + _TEMPERATURE.pack(round(temperature * 10))


def _low(counter: int) -> bytes:
    return (counter & 0xFF_FFFF).to_bytes(3, "little")
