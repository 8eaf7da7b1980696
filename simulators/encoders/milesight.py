"""Milesight: rows of channel, type and little-endian value, on port 85 ("Payload" chapter of each user guide)."""

from struct import Struct

from simulators.encoders import Frame

_PORT = 85

_TH = Struct("<BBB BBh BBB")
_STATE = Struct("<BBB")
_EM300_DI = Struct("<BBB BBh BBB BBI")
_EM500_CO2 = Struct("<BBB BBh BBB BBH BBH")
_LEVEL = Struct("<BBB BBH")
_EM500_SMTC = Struct("<BBB BBh BBB BBH")
_AM307 = Struct("<BBB BBh BBB BBB BBB BBH BBH BBH")
_AM319_REST = Struct("<BBH BBH BBH")
_WS302 = Struct("<BBB BBBHHH")
_CT = Struct("<BBI BBH")
_VS121 = Struct("<BBBB BB BBHH")


def _half(humidity: float) -> int:
    return round(humidity * 2)


def _climate(battery: int, temperature: float, humidity: float) -> bytes:
    return _TH.pack(0x01, 0x75, battery, 0x03, 0x67, round(temperature * 10), 0x04, 0x68, _half(humidity))


def em300_th(battery: int, temperature: float, humidity: float) -> Frame:
    """EM300-TH: temperature in tenths, humidity in halves."""
    return _PORT, _climate(battery, temperature, humidity)


def em300_mcs(battery: int, temperature: float, humidity: float, is_open: bool) -> Frame:
    """EM300-MCS: the same, and a magnetic switch, 1 for open."""
    return _PORT, _climate(battery, temperature, humidity) + _STATE.pack(0x06, 0x00, is_open)


def em300_leak(battery: int, temperature: float, humidity: float, leak: bool) -> Frame:
    """EM300-SLD (spot) and EM300-ZLD (rope): the same, and a leak, 1 for water."""
    return _PORT, _climate(battery, temperature, humidity) + _STATE.pack(0x05, 0x00, leak)


def em300_di(battery: int, temperature: float, humidity: float, pulses: float) -> Frame:
    """EM300-DI counting pulses (32 bits; older firmware, without conversion)."""
    climate = (0x01, 0x75, battery, 0x03, 0x67, round(temperature * 10), 0x04, 0x68, _half(humidity))
    return _PORT, _EM300_DI.pack(*climate, 0x05, 0xC8, int(pulses))


def em500_co2(battery: int, temperature: float, humidity: float, co2: float, pressure: float) -> Frame:
    """EM500-CO2: pressure in tenths of hPa."""
    climate = (0x01, 0x75, battery, 0x03, 0x67, round(temperature * 10), 0x04, 0x68, _half(humidity))
    return _PORT, _EM500_CO2.pack(*climate, 0x05, 0x7D, round(co2), 0x06, 0x73, round(pressure * 10))


def em500_udl(battery: int, distance: float) -> Frame:
    """EM500-UDL, ultrasonic: distance in mm."""
    return _PORT, _LEVEL.pack(0x01, 0x75, battery, 0x03, 0x82, round(distance * 1000))


def em500_swl(battery: int, level: float) -> Frame:
    """EM500-SWL, submersible: water level in cm."""
    return _PORT, _LEVEL.pack(0x01, 0x75, battery, 0x03, 0x77, round(level * 100))


def em500_smtc(battery: int, temperature: float, moisture: float, conductivity: float) -> Frame:
    """EM500-SMTC: soil temperature, moisture in halves, conductivity in µS/cm."""
    soil = (0x03, 0x67, round(temperature * 10), 0x04, 0x68, _half(moisture), 0x05, 0x7F, round(conductivity))
    return _PORT, _EM500_SMTC.pack(0x01, 0x75, battery, *soil)


def am307(
    battery: int,
    temperature: float,
    humidity: float,
    motion: bool,
    light: int,
    co2: float,
    tvoc: float,
    pressure: float,
) -> Frame:
    """AM307: light is a level of 0 to 5, TVOC an index in hundredths."""
    climate = (0x01, 0x75, battery, 0x03, 0x67, round(temperature * 10), 0x04, 0x68, _half(humidity))
    people = (0x05, 0x00, motion, 0x06, 0xCB, light, 0x07, 0x7D, round(co2))
    return _PORT, _AM307.pack(*climate, *people, 0x08, 0x7D, round(tvoc * 100), 0x09, 0x73, round(pressure * 10))


def am319(
    battery: int,
    temperature: float,
    humidity: float,
    motion: bool,
    light: int,
    co2: float,
    tvoc: float,
    pressure: float,
    formaldehyde: float,
    pm2_5: float,
    pm10: float,
) -> Frame:
    """AM319 with its formaldehyde sensor (mg/m³ in hundredths) and particles in µg/m³."""
    _, head = am307(battery, temperature, humidity, motion, light, co2, tvoc, pressure)
    gas = (0x0A, 0x7D, round(formaldehyde * 100))
    return _PORT, head + _AM319_REST.pack(*gas, 0x0B, 0x7D, round(pm2_5), 0x0C, 0x7D, round(pm10))


def ws301(battery: int, is_open: bool) -> Frame:
    """WS301: door, 1 for open, and the tamper switch, 0 for installed."""
    return _PORT, bytes((0x01, 0x75, battery, 0x03, 0x00, is_open, 0x04, 0x00, 0x00))


def ws302(battery: int, instant: float, equivalent: float, highest: float) -> Frame:
    """WS302, A-weighted and fast (0b0101): LA, LAeq and LAmax in tenths of a dB."""
    levels = (round(level * 10) for level in (instant, equivalent, highest))
    return _PORT, _WS302.pack(0x01, 0x75, battery, 0x05, 0x5B, 0b0101, *levels)


def ct10x(charge: float, current: float) -> Frame:
    """CT101, CT103, CT105: total in hundredths of A.h (32 bits), current in hundredths of A."""
    return _PORT, _CT.pack(0x03, 0x97, round(charge * 100), 0x04, 0x98, round(current * 100))


def vs121(inside: int, came_in: int, went_out: int) -> Frame:
    """VS121: people in view (in one region), then those who came in and went out since the last report."""
    return _PORT, _VS121.pack(0x04, 0xC9, inside, 1, 0x00, inside > 0, 0x05, 0xCC, came_in, went_out)
