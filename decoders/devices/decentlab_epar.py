"""Decentlab DL-EPAR, photosynthetically active radiation, with an amplified probe."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab
from telemetry.quantity import PAR

DECODER = decentlab(
    ("DL-EPAR",),
    # The probe, amplified 64 times, gives 100 µmol/m²/s a millivolt.
    Sensor(1, (Value(PAR, lambda x, _: 3 * (x[0] / 32768 - 1) / 64 * 1000 * 100),)),
    BATTERY,
)
