"""Decentlab DL-DWS, weighing scale."""

from decoders.formats.decentlab import BATTERY, Parameters, Sensor, Value, Words, decentlab
from decoders.formats.decentlab_sensors import frequency
from telemetry.quantity import FREQUENCY, WEIGHT

# Of the vibrating wire: its squared frequency at rest (Hz²), its sensitivity (g/Hz²), and the offset (g).
_PARAMETERS = {"f02": 232263168.0, "s": 0.000302459, "m0": 1370.0}


def _weight(x: Words, p: Parameters) -> float:
    """Kilograms."""
    return ((frequency(x, p) ** 2 - p["f02"]) * p["s"] + p["m0"]) / 1000


DECODER = decentlab(
    ("DL-DWS",),
    Sensor(3, (Value(FREQUENCY, frequency), Value(WEIGHT, _weight))),
    BATTERY,
    aliases=(
        "decentlab/dl-dws-232263168-302459-1370",
        "decentlab/dl-dws-232263168-0000302459-1370",
        "decentlab/dl-dws",
    ),
    parameters=_PARAMETERS,
)
