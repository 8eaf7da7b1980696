"""Decentlab DL-KL66, strain and weight by a vibrating wire."""

from decoders.formats.decentlab import BATTERY, Parameters, Sensor, Value, Words, decentlab
from decoders.formats.decentlab_sensors import frequency
from telemetry.quantity import FREQUENCY, LENGTH, STRAIN, WEIGHT

# Of the vibrating wire: its frequency at rest (Hz), and its sensitivity (µg/Hz²).
_PARAMETERS = {"f0": 15383.72, "k": 46.4859}


def _weight(x: Words, p: Parameters) -> float:
    """Kilograms."""
    return (frequency(x, p) ** 2 - p["f0"] ** 2) * p["k"] / 1e9


def _elongation(x: Words, p: Parameters) -> float:
    """Micrometres: 1.5 for each newton, over a length of 66 mm."""
    return _weight(x, p) * -1.5 * 9.8067


DECODER = decentlab(
    ("DL-KL66",),
    Sensor(
        3,
        (
            Value(FREQUENCY, frequency),
            Value(WEIGHT, _weight),
            Value(LENGTH, lambda x, p: _elongation(x, p) / 1e6),
            Value(STRAIN, lambda x, p: _elongation(x, p) / 0.066),
        ),
    ),
    BATTERY,
    aliases=(
        "decentlab/dl-kl66-1538372-464859",
        "decentlab/dl-kl66",
    ),
    parameters=_PARAMETERS,
)
