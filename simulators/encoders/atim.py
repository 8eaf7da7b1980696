"""ATIM Cloud Wireless, new generation: the samples of a period, channel by channel, big-endian hundredths."""

from collections.abc import Sequence
from struct import Struct

from simulators.encoders import Frame

SAMPLES = 2
"""Samples in a period, of each channel."""

_PERIOD_MINUTES = 60
# New generation, measures, one transmission deep; then the period, little-endian.
_HEAD = Struct("<BH")
_CHANNELS = Struct(">B2hB2H")
_TEMPERATURE, _HUMIDITY = 0x08, 0x09


def acw_th(temperatures: Sequence[float], humidities: Sequence[float]) -> Frame:
    """ACW-TH: the two samples of the last hour, the older first."""
    hundredths = [[round(100 * value) for value in values] for values in (temperatures, humidities)]
    head = _HEAD.pack(0xA0 | SAMPLES - 1, _PERIOD_MINUTES)
    return 1, head + _CHANNELS.pack(_TEMPERATURE, *hundredths[0], _HUMIDITY, *hundredths[1])
