"""Sensors and formulas that several Decentlab devices share."""

from decoders.formats.decentlab import Parameters, Sensor, Value, Words, signed
from telemetry.quantity import (
    AIR_TEMPERATURE,
    DEVICE_TEMPERATURE,
    DEW_POINT,
    RELATIVE_HUMIDITY,
    SURFACE_TEMPERATURE,
    TILT,
    WATER_PRESSURE,
    WATER_TEMPERATURE,
)
from telemetry.reading import MAIN_CHANNEL


def sht35(channel: str = MAIN_CHANNEL) -> Sensor:
    """Temperature and humidity of a Sensirion SHT3x."""
    return Sensor(
        2,
        (
            Value(AIR_TEMPERATURE, lambda x, _: 175 * x[0] / 65535 - 45, channel),
            Value(RELATIVE_HUMIDITY, lambda x, _: 100 * x[1] / 65535, channel),
        ),
    )


SHT21 = Sensor(
    2,
    (
        Value(AIR_TEMPERATURE, lambda x, _: 175.72 * x[0] / 65536 - 46.85),
        Value(RELATIVE_HUMIDITY, lambda x, _: 125 * x[1] / 65536 - 6),
    ),
)
"""Temperature and humidity of a Sensirion SHT21."""

INFRARED_THERMOMETER = Sensor(
    2,
    (
        Value(SURFACE_TEMPERATURE, lambda x, _: (x[0] - 1000) / 10),
        Value(DEVICE_TEMPERATURE, lambda x, _: (x[1] - 1000) / 10),
    ),
)
"""Temperatures of the target and of the sensor's head."""

ROAD = Sensor(
    6,
    (
        signed(SURFACE_TEMPERATURE, 0, 100),
        signed(AIR_TEMPERATURE, 1, 100),
        signed(RELATIVE_HUMIDITY, 2, 100),
        signed(DEW_POINT, 3, 100),
        signed(TILT, 4),
        signed(DEVICE_TEMPERATURE, 5, 100),
    ),
)
"""The road weather sensor of the DL-CWS."""


def _pressure(x: Words, p: Parameters) -> float:
    """Bars; the measuring range, from `pmin` to `pmax`, lies between 16384 and 49152."""
    return (x[0] - 16384) / 32768 * (p["pmax"] - p["pmin"]) + p["pmin"]


KELLER_D_LINE = Sensor(
    2, (Value(WATER_PRESSURE, _pressure), Value(WATER_TEMPERATURE, lambda x, _: (x[1] - 384) / 320 - 50))
)
"""Pressure and temperature of a Keller transmitter of the D line."""


def topp(x: Words, _: Parameters) -> float:
    """Soil moisture in percent of fiftieths of the permittivity (Topp, Davis and Annan, 1980)."""
    permittivity = x[0] / 50
    return 100 * (4.3e-6 * permittivity**3 - 5.5e-4 * permittivity**2 + 2.92e-2 * permittivity - 5.3e-2)


def teros_permittivity(x: Words, _: Parameters) -> float:
    """The permittivity of a Meter TEROS 11 or 12: a polynomial of its raw count, squared."""
    count = x[0] / 10
    return (2.887e-9 * count**3 - 2.08e-5 * count**2 + 5.276e-2 * count - 43.39) ** 2


def teros_moisture(x: Words, _: Parameters) -> float:
    """Soil moisture in percent of mineral soils by a Meter TEROS 11 or 12."""
    return 100 * (x[0] / 10 * 3.879e-4 - 0.6956)


def frequency(x: Words, _: Parameters) -> float:
    """Hertz of a vibrating wire: periods counted, in so many ticks of 1/32768 s."""
    return x[0] / x[1] * 32768
