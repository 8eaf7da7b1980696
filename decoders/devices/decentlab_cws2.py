"""Decentlab DL-CWS2, road weather with a radiation shield."""

from decoders.formats.decentlab import BATTERY, decentlab
from decoders.formats.decentlab_sensors import ROAD, sht35

DECODER = decentlab(
    ("DL-CWS2",),
    sht35("shield"),
    ROAD,
    BATTERY,
)
