"""Decentlab DL-DLR2-006 and DL-LPW, position of a potentiometer, as a part of its way."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, ratio
from telemetry.quantity import ANALOG_INPUT

DECODER = decentlab(
    ("DL-DLR2-006", "DL-LPW"),
    Sensor(2, (Value(ANALOG_INPUT, lambda x, _: ratio(x)),)),
    BATTERY,
)
