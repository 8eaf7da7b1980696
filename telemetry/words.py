"""Values and units in the words of people: `21,3 °C` for 21.3 Cel."""

from collections.abc import Mapping
from typing import Final

from telemetry.i18n import Translator
from telemetry.quantity import Kind, Quantity

UNIT_SYMBOLS: Final[Mapping[str, tuple[str, float]]] = {
    "1": ("", 1),
    "Cel": ("°C", 1),
    "[ppm]": ("ppm", 1),
    "[ppb]": ("ppb", 1),
    "[pH]": ("", 1),
    "[NTU]": ("NTU", 1),
    "dB[A]": ("dB(A)", 1),
    "deg": ("°", 1),
    "deg/s": ("°/s", 1),
    "Ohm": ("Ω", 1),
    "V.A": ("VA", 1),
    "A.h": ("Ah", 1),
    "W.h": ("kWh", 1e-3),
    "var.h": ("kvarh", 1e-3),
    "V.A.h": ("kVAh", 1e-3),
    "m3": ("m³", 1),
    "m3/h": ("m³/h", 1),
    "m/s2": ("m/s²", 1),
    "/cm3": ("/cm³", 1),
    "/min": ("tr/min", 1),
    "mg/m3": ("mg/m³", 1),
    "ug/m3": ("µg/m³", 1),
    "uS/cm": ("µS/cm", 1),
    "uT": ("µT", 1),
    "W/m2": ("W/m²", 1),
    "umol/m2/s": ("µmol/m²/s", 1),
    "K.d": ("K·d", 1),
    "L/(kW.h)": ("L/kWh", 1),
    "kg/(kW.h)": ("kg/kWh", 1),
}
"""UCUM unit to the symbol that people read and the factor into it; a unit that is not here reads as it is."""


def unit(quantity: Quantity) -> str:
    """The symbol of a quantity's unit as people write it, perhaps empty."""
    return UNIT_SYMBOLS.get(quantity.unit, (quantity.unit, 1))[0]


def scaled(quantity: Quantity, value: float) -> float:
    """A value in the unit that `unit` names (Wh are read in kWh)."""
    return value * UNIT_SYMBOLS.get(quantity.unit, ("", 1))[1]


def amount_text(code: str, amount: float, say: Translator) -> str:
    """An amount in a unit (UCUM) that is no quantity's own."""
    symbol, factor = UNIT_SYMBOLS.get(code, (code, 1))
    return f"{say.number(amount * factor, decimals(amount * factor))}\u00a0{symbol}".rstrip()


def value_text(quantity: Quantity, value: float, say: Translator) -> str:
    """A value with its unit: `21,3 °C`, or yes and no for a state."""
    if quantity.kind is Kind.STATE and value in (0, 1):
        return say("yes") if value else say("no")
    amount = scaled(quantity, value)
    return f"{say.number(amount, decimals(amount))}\u00a0{unit(quantity)}".rstrip()


def decimals(amount: float) -> int:
    """How many decimals a reader wants: about three significant digits, none for whole numbers."""
    size = abs(amount)
    if float(amount).is_integer():
        return 0
    return 1 if size >= 10 else 2 if size >= 1 else 3
