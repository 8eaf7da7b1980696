"""Decentlab DL-ITST, infrared surface temperature."""

from decoders.formats.decentlab import BATTERY, decentlab
from decoders.formats.decentlab_sensors import INFRARED_THERMOMETER

DECODER = decentlab(
    ("DL-ITST",),
    INFRARED_THERMOMETER,
    BATTERY,
)
