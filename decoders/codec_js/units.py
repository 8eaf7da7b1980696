"""Units as codecs write them, and the one table that converts them to the quantities' own."""

import re

# Each unit as a multiple of a base, and an offset: value * scale + offset is in the base unit. A name of
# several lines of this table is a unit that the trade writes in several ways.
_TABLE: dict[str, tuple[str, float, float]] = {}


def _define(base: str, *units: tuple[str, float] | tuple[str, float, float]) -> None:
    for spellings, scale, *offset in units:
        for spelling in spellings.split():
            _TABLE[_fold(spelling)] = (base, scale, offset[0] if offset else 0.0)


_UNREADABLE = re.compile(r"[\s_*·]+")


def _fold(unit: str) -> str:
    """One spelling of many; capitals are dropped where they do not decide (mW and MW, C and c of a name)."""
    unit = _UNREADABLE.sub("", unit).replace("μ", "u").replace("µ", "u").replace("³", "3").replace("²", "2")
    return unit if unit[:1] in "mM" or unit in {"S", "s", "F", "C", "K"} else unit.lower()


# ruff: noqa: E501 - a table reads better with one kind of quantity a line.
# fmt: off
_define("Cel", ("Cel °C degC C celsius ℃", 1), ("K kelvin", 1, -273.15), ("[degF] °F degF F fahrenheit", 5 / 9, -160 / 9))
_define("%", ("% %RH RH percent pct %VWC", 1), ("m3/m3", 100))
_define("[ppm]", ("[ppm] ppm", 1), ("[ppb] ppb", 1e-3))
_define("ug/m3", ("ug/m3", 1), ("mg/m3", 1e3))
_define("Pa", ("Pa", 1), ("hPa mbar mBar", 100), ("kPa", 1e3), ("MPa", 1e6), ("bar", 1e5), ("psi", 6894.757293168))
_define("V", ("V volt volts", 1), ("mV", 1e-3), ("kV", 1e3))
_define("A", ("A amp", 1), ("mA", 1e-3))
_define("W", ("W", 1), ("kW", 1e3), ("mW", 1e-3), ("MW", 1e6))
_define("var", ("var", 1), ("kvar", 1e3))
_define("V.A", ("V.A VA", 1), ("kVA", 1e3))
_define("W.h", ("W.h Wh", 1), ("kWh", 1e3), ("MWh", 1e6), ("J", 1 / 3600), ("MJ", 1e6 / 3600), ("GJ", 1e9 / 3600))
_define("var.h", ("var.h varh", 1), ("kvarh", 1e3))
_define("V.A.h", ("V.A.h VAh", 1), ("kVAh", 1e3))
_define("A.h", ("A.h Ah", 1), ("mAh", 1e-3))
_define("m3", ("m3", 1), ("L l liter liters litre litres", 1e-3), ("mL ml", 1e-6), ("ft3", 0.028316846592), ("gal", 0.003785411784))
_define("m3/h", ("m3/h", 1), ("L/h", 1e-3), ("L/min", 0.06), ("L/s", 3.6), ("m3/s", 3600))
_define("m", ("m meter metre", 1), ("cm", 1e-2), ("mm", 1e-3), ("um", 1e-6), ("km", 1e3), ("in inch", 0.0254), ("ft", 0.3048))
_define("m/s", ("m/s", 1), ("km/h kmh", 1 / 3.6), ("mph", 0.44704), ("kn knots", 1852 / 3600), ("mm/s", 1e-3), ("cm/h", 1 / 360_000))
_define("mm/h", ("mm/h", 1))
_define("lx", ("lx lux", 1), ("klux klx", 1e3))
_define("dB[A]", ("dB[A] dB(A) dBA dB", 1))
_define("deg", ("deg ° degrees degree", 1))
_define("h", ("h hour hours", 1), ("min minute minutes", 1 / 60), ("s sec second seconds", 1 / 3600), ("d day days", 24))
_define("uS/cm", ("uS/cm", 1), ("mS/cm dS/m", 1e3), ("S/m", 1e4))
_define("Ohm", ("Ohm ohms Ω", 1), ("kOhm kΩ", 1e3))
_define("m/s2", ("m/s2", 1), ("[g] g", 9.80665), ("mg", 9.80665e-3))
_define("kg", ("kg", 1))
_define("mg/L", ("mg/L mg/l", 1))
_define("/cm3", ("/cm3 #/cm3 1/cm3", 1))
_define("/min", ("/min rpm", 1))
for _unit in (
    "Hz", "W/m2", "umol/m2/s", "[pH]", "[NTU]", "dBm", "uT", "deg/s", "um/m", "mg/kg", "1", "%/m", "K.d", "K/h",
    "L/(kW.h)", "kg/(kW.h)",
):
    _define(_unit, (_unit, 1))
# fmt: on


def is_unit(text: str) -> bool:
    """Whether the table knows a unit of this spelling."""
    return _fold(text) in _TABLE


def convert(value: float, source: str, target: str) -> float | None:
    """The value in `target` (a quantity's unit), None when `source` is no unit of the same kind.

    Rounded to twelve digits: a sensor has fewer, and 3599 mV should read 3.599 V.
    """
    if source == target:
        return value
    base, scale, offset = _TABLE.get(_fold(source), ("", 0.0, 0.0))
    target_base, target_scale, target_offset = _TABLE.get(_fold(target), ("?", 1.0, 0.0))
    if base != target_base:
        return None
    return float(f"{(value * scale + offset - target_offset) / target_scale:.12g}")
