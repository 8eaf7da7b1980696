"""Decentlab DL-SHT21, air temperature and humidity (legacy)."""

from decoders.formats.decentlab import BATTERY, decentlab
from decoders.formats.decentlab_sensors import SHT21

DECODER = decentlab(
    ("DL-SHT21",),
    SHT21,
    BATTERY,
)
