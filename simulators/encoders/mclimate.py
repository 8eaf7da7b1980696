"""MClimate: fixed big-endian layouts behind a keep-alive byte, on port 2 (uplink communication protocols)."""

from struct import Struct

from simulators.encoders import Frame

_PORT = 2

_CO2_DISPLAY = Struct(">BHBHBBHB")
_THERMOSTAT = Struct(">BHBHBBHB")
_KEEP_ALIVE = 0x01


def _climate(temperature: float, humidity: float, volts: float) -> tuple[int, int, int]:
    """Tenths of °C above -40, 256ths of full humidity, mV."""
    return round(temperature * 10) + 400, round(humidity * 2.56), round(volts * 1000)


def co2_display(temperature: float, humidity: float, volts: float, co2: float, light: float, motion: bool) -> Frame:
    """CO2 Display: ppm split, its high bits above the power source (0, battery), lux, presence."""
    ppm = min(round(co2), 0x1FFF)
    climate = _climate(temperature, humidity, volts)
    return _PORT, _CO2_DISPLAY.pack(_KEEP_ALIVE, *climate, ppm & 0xFF, ppm >> 8 << 3, round(light), motion)


def thermostat(temperature: float, humidity: float, volts: float, target: float, light: float, motion: bool) -> Frame:
    """Wireless Thermostat: the set point in whole °C, the power source (0, battery), lux, presence."""
    climate = _climate(temperature, humidity, volts)
    return _PORT, _THERMOSTAT.pack(_KEEP_ALIVE, *climate, round(target), 0, round(light), motion)
