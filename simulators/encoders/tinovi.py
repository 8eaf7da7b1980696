"""Tinovi PM-IO-5-SM, a controller of probes: flags of what is there, battery, then each probe, big-endian."""

from struct import Struct

from simulators.encoders import Frame

# Flags, battery; permittivity and temperature in hundredths, conductivity in µS/cm, moisture in whole percents; the
# flags of further probes.
_SOIL = Struct(">BBHHhHB")
_SOIL_PROBE = 0x01


def soil(battery: int, moisture: float, temperature: float, conductivity: float, permittivity: float) -> Frame:
    """One soil probe on it, its valve shut."""
    probe = round(permittivity * 100), round(conductivity), round(temperature * 100), round(moisture)
    return 1, _SOIL.pack(_SOIL_PROBE, battery, *probe, 0)
