"""The frames of Adeunis' TIC, which reads the customer output ("télé-information client") of French meters.

A frame holds the labels that were configured for the meter; a number that the meter does not give is 0x80000000.
"""

import re
from collections.abc import Callable, Iterator
from struct import Struct

from decoders.formats.adeunis import Frame, Row, Value, decoder, nothing, row
from telemetry.errors import DecodeError
from telemetry.quantity import DEVICE_FAULT, LOW_BATTERY, THRESHOLD_ALARM, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_NOT_FOUND = (0x80000000,)
_READ_ERROR = 0x10

_ALARM = Struct(">10sB")
_LABEL = re.compile(r"[a-z0-9_+-]+")
_CROSSED = {3: 1.0, 4: 1.0, 5: 0.0, 6: 1.0, 7: 1.0}
"""High, low, end of either, and sudden rises and falls; the other kinds say that a label came or went."""

COMMON = frozenset({DEVICE_FAULT, LOW_BATTERY, THRESHOLD_ALARM})


def value(quantity: Quantity, channel: str = MAIN_CHANNEL, thousands: bool = False) -> Value:
    """A number of a label; a label in kilowatt-hours counts `thousands`."""
    return Value(quantity, channel=channel, missing=_NOT_FOUND, factor=1000 if thousands else 1)


def tic(layout: str, *values: Value) -> Callable[[Uplink], list[Reading]]:
    """The decode function of a meter whose data frame has this layout; `x` skips texts."""
    fields = Struct(">" + layout)

    def data(body: bytes, status: int) -> Iterator[Row]:
        fault = Reading(DEVICE_FAULT, float(status & _READ_ERROR != 0), "meter")
        yield [fault, *row(values, fields.unpack(body))]

    frames: dict[int, Frame] = {0x30: nothing, 0x49: data, 0x4A: _alarm}
    return decoder(frames, timed=())


def _alarm(body: bytes, _status: int) -> Iterator[Row]:
    """What happened to a label; its value follows as a text."""
    raw, kind = _ALARM.unpack_from(body)
    label = raw.rstrip(b"\0").decode("ascii", "replace").lower()
    if not _LABEL.fullmatch(label):
        raise DecodeError(f"{label!r:.40} is no label of a meter")
    yield [Reading(THRESHOLD_ALARM, _CROSSED[kind], label)] if kind in _CROSSED else []
