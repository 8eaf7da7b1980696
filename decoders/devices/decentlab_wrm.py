"""Decentlab DL-WRM, road weather: surface and air temperature."""

from decoders.formats.decentlab import BATTERY, decentlab
from decoders.formats.decentlab_sensors import INFRARED_THERMOMETER, sht35

DECODER = decentlab(
    ("DL-WRM",),
    sht35(),
    INFRARED_THERMOMETER,
    BATTERY,
)
