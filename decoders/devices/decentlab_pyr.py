"""Decentlab DL-PYR, solar radiation."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab
from telemetry.quantity import SOLAR_IRRADIANCE

DECODER = decentlab(
    ("DL-PYR",),
    # The probe gives 5 W/m² a millivolt.
    Sensor(1, (Value(SOLAR_IRRADIANCE, lambda x, _: 3 * (x[0] / 32768 - 1) * 1000 * 5),)),
    BATTERY,
)
