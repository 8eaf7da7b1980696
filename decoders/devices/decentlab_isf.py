"""Decentlab DL-ISF, sap flow of a tree."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, signed
from telemetry.quantity import HEAT_VELOCITY, PROBE_TEMPERATURE, SAP_FLOW, VOLTAGE


def _flow(word: int) -> float:
    return (word * 16 - 50000) / 1000


DECODER = decentlab(
    ("DL-ISF",),
    # Intermediate results of the heat pulse method and a diagnosis are in the words not named here.
    Sensor(
        16,
        (
            Value(SAP_FLOW, lambda x, _: _flow(x[0])),
            Value(HEAT_VELOCITY, lambda x, _: _flow(x[1]), "outer"),
            Value(HEAT_VELOCITY, lambda x, _: _flow(x[2]), "inner"),
            signed(PROBE_TEMPERATURE, 9, 100),
            signed(VOLTAGE, 10, 1000, "max"),
            signed(VOLTAGE, 11, 1000, "min"),
        ),
    ),
    BATTERY,
)
