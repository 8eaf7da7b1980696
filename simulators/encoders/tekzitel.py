"""Tekzitel TekziPark, parking sensor."""

from struct import Struct

from simulators.encoders import Frame

# Flags, temperature, number of the space.
_REPORT = Struct(">BbB")
_TAKEN, _GOOD_BATTERY = 0x80, 0x20
# Bits set in the published example, without a stated meaning.
_UNTOLD = 0x09
_LOW_VOLTS = 3.0


def tekzipark(is_taken: bool, volts: float, temperature: float, number: int) -> Frame:
    """Report: state and battery in the flags, whole °C."""
    flags = _UNTOLD | _TAKEN * is_taken | _GOOD_BATTERY * (volts >= _LOW_VOLTS)
    return 1, _REPORT.pack(flags, round(temperature), number & 0xFF)
