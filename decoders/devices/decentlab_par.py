"""Decentlab DL-PAR, photosynthetically active radiation."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab
from telemetry.quantity import PAR

DECODER = decentlab(
    ("DL-PAR",),
    # The probe gives 5 µmol/m²/s a millivolt.
    Sensor(1, (Value(PAR, lambda x, _: 3 * (x[0] / 32768 - 1) * 1000 * 5),)),
    BATTERY,
)
