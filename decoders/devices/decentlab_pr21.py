"""Decentlab DL-PR21, pressure or level of a liquid, and its temperature, with a pipe thread."""

from decoders.formats.decentlab import BATTERY, decentlab
from decoders.formats.decentlab_sensors import KELLER_D_LINE

# The measuring range in bars.
_PARAMETERS = {"pmin": -1.0, "pmax": 10.0}

DECODER = decentlab(
    ("DL-PR21",),
    KELLER_D_LINE,
    BATTERY,
    aliases=(
        "decentlab/dl-pr21-1-10",
        "decentlab/dl-pr21",
    ),
    parameters=_PARAMETERS,
)
