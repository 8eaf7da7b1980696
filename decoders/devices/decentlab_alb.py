"""Decentlab DL-ALB, albedo: incoming and reflected radiation."""

from decoders.formats.decentlab import BATTERY, MIDDLE, Parameters, Sensor, Value, Words, decentlab, signed
from telemetry.quantity import ALBEDO, SOLAR_IRRADIANCE


def _albedo(x: Words, _: Parameters) -> float | None:
    """The part of the light that is reflected, if there is light."""
    incoming, reflected = x[0] - MIDDLE, x[1] - MIDDLE
    return min(max(reflected / incoming, 0), 1) if incoming > 0 else None


DECODER = decentlab(
    ("DL-ALB",),
    Sensor(
        2,
        (
            signed(SOLAR_IRRADIANCE, 0, 10, "incoming"),
            signed(SOLAR_IRRADIANCE, 1, 10, "reflected"),
            Value(ALBEDO, _albedo),
        ),
    ),
    BATTERY,
)
