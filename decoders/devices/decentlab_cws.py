"""Decentlab DL-CWS, road weather: surface and air temperature, humidity and dew point."""

from decoders.formats.decentlab import BATTERY, decentlab
from decoders.formats.decentlab_sensors import ROAD

DECODER = decentlab(
    ("DL-CWS",),
    ROAD,
    BATTERY,
)
