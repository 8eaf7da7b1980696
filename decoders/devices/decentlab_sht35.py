"""Decentlab DL-SHT35 and DL-SHT3x, air temperature and humidity."""

from decoders.formats.decentlab import BATTERY, decentlab
from decoders.formats.decentlab_sensors import sht35

DECODER = decentlab(
    ("DL-SHT35", "DL-SHT3x"),
    sht35(),
    BATTERY,
)
