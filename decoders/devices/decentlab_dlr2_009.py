"""Decentlab DL-DLR2-009, Pt1000 probe."""

from decoders.formats.decentlab import BATTERY, Parameters, Sensor, Value, Words, decentlab, ratio
from telemetry.quantity import PROBE_TEMPERATURE, RESISTANCE

# The reference resistor in ohms.
_PARAMETERS = {"r": 2000.0}


def _resistance(x: Words, p: Parameters) -> float:
    return ratio(x) * p["r"] / (1 - ratio(x))


def _temperature(x: Words, p: Parameters) -> float:
    """The maker's quadratic of the probe's resistance."""
    ohms = _resistance(x, p)
    return -245.18 + 0.23469 * ohms + 0.0000104876 * ohms**2


DECODER = decentlab(
    ("DL-DLR2-009",),
    Sensor(2, (Value(RESISTANCE, _resistance), Value(PROBE_TEMPERATURE, _temperature))),
    BATTERY,
    aliases=(
        "decentlab/dl-dlr2-009-2000",
        "decentlab/dl-dlr2-009",
    ),
    parameters=_PARAMETERS,
)
