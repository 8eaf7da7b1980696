"""The units of the catalogue as Grafana names them."""

from collections.abc import Mapping
from typing import Final

from telemetry.quantity import Quantity
from telemetry.words import UNIT_SYMBOLS

_GRAFANA: Final[Mapping[str, str]] = {
    "1": "none",
    "%": "percent",
    "Cel": "celsius",
    "K": "kelvin",
    "hPa": "pressurehpa",
    "Pa": "pressurepa",
    "kPa": "pressurekpa",
    "bar": "pressurebar",
    "[ppm]": "ppm",
    "[ppb]": "conppb",
    "ug/m3": "conμgm3",
    "mg/m3": "conmgm3",
    "lx": "lux",
    "mm": "lengthmm",
    "m": "lengthm",
    "km": "lengthkm",
    "m3": "m3",
    "m/s": "velocityms",
    "km/h": "velocitykmh",
    "deg": "degree",
    "deg/s": "rotdegs",
    "W/m2": "Wm2",
    "W": "watt",
    "W.h": "watth",
    "var": "voltampreact",
    "V.A": "voltamp",
    "V": "volt",
    "mV": "mvolt",
    "A": "amp",
    "mA": "mamp",
    "A.h": "amph",
    "Ohm": "ohm",
    "Hz": "hertz",
    "dB": "dB",
    "dBm": "dBm",
    "s": "s",
    "min": "m",
    "h": "h",
    "d": "d",
    "kg": "masskg",
}
"""UCUM to the identifiers of Grafana's own formats (its `valueFormats/categories.ts`), which scale by themselves."""

_WRITTEN: Final[Mapping[str, str]] = {"var.h": "varh", "V.A.h": "VAh"}
"""Units that the console writes in thousands, and Grafana shows as they are."""


def unit_of(quantity: Quantity) -> str:
    """Grafana's format of a quantity: one of its own where it has one, else the symbol that people read."""
    if quantity.unit in _GRAFANA:
        return _GRAFANA[quantity.unit]
    return f"suffix: {_WRITTEN.get(quantity.unit) or UNIT_SYMBOLS.get(quantity.unit, (quantity.unit, 1))[0]}"
