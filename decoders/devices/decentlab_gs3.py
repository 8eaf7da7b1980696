"""Decentlab DL-GS3, soil moisture, temperature and conductivity (legacy)."""

from decoders.formats.decentlab import BATTERY, Parameters, Sensor, Value, Words, decentlab, signed, unsigned
from telemetry.quantity import SOIL_CONDUCTIVITY, SOIL_MOISTURE, SOIL_PERMITTIVITY, SOIL_TEMPERATURE


def _moisture(x: Words, _: Parameters) -> float:
    """Moisture in percent by the maker's cubic of the permittivity."""
    permittivity = x[0] / 100
    return 100 * (5.89e-6 * permittivity**3 - 7.62e-4 * permittivity**2 + 3.67e-2 * permittivity - 7.53e-2)


DECODER = decentlab(
    ("DL-GS3",),
    Sensor(
        3,
        (
            unsigned(SOIL_PERMITTIVITY, 0, 100),
            Value(SOIL_MOISTURE, _moisture),
            signed(SOIL_TEMPERATURE, 1, 10),
            unsigned(SOIL_CONDUCTIVITY, 2),
        ),
    ),
    BATTERY,
)
