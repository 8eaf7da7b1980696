"""Decentlab DL-DLR2-008, Pt100 probe."""

from decoders.formats.decentlab import BATTERY, Parameters, Sensor, Value, Words, decentlab, ratio
from telemetry.quantity import PROBE_TEMPERATURE

# The reference resistor in ohms.
_PARAMETERS = {"r": 2000.0}


def _temperature(x: Words, p: Parameters) -> float:
    """The maker's quadratic of the probe's resistance."""
    part = ratio(x) / 2
    ohms = part * p["r"] / (1 - part)
    return -244.83 + 2.3419 * ohms + 0.0010664 * ohms**2


DECODER = decentlab(
    ("DL-DLR2-008",),
    Sensor(2, (Value(PROBE_TEMPERATURE, _temperature),)),
    BATTERY,
    aliases=(
        "decentlab/dl-dlr2-008-2000",
        "decentlab/dl-dlr2-008",
    ),
    parameters=_PARAMETERS,
)
