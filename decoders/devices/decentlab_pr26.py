"""Decentlab DL-PR26, pressure or level of a liquid, and its temperature."""

from decoders.formats.decentlab import BATTERY, decentlab
from decoders.formats.decentlab_sensors import KELLER_D_LINE

# The measuring range in bars.
_PARAMETERS = {"pmin": 0.0, "pmax": 1.0}

DECODER = decentlab(
    ("DL-PR26",),
    KELLER_D_LINE,
    BATTERY,
    aliases=(
        "decentlab/dl-pr26-0-1",
        "decentlab/dl-pr26",
    ),
    parameters=_PARAMETERS,
)
