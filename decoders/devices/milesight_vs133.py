"""Milesight VS132, VS133 and VS135, counters of people who cross lines."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import Entry, Table, Value, decoder, emits, number, numbers, skip
from telemetry.quantity import PEOPLE_COUNT, PEOPLE_IN, PEOPLE_OUT

_CHILDREN = 0x0E
"""What is added to the channels of a line for its children."""


def _line(n: int, base: int = 0, suffix: str = "") -> Table:
    """The n-th line: people in all who came in and went out, and those of the last period."""
    line = f"line_{n}{suffix}"
    first = (base + 3 * n) << 8
    return {
        first + 0x00D2: number("I", Value(PEOPLE_IN, channel=line)),
        first + 0x01D2: number("I", Value(PEOPLE_OUT, channel=line)),
        first + 0x02CC: numbers("HH", *(Value(PEOPLE_COUNT, channel=f"{line}_{way}") for way in ("in", "out"))),
    }


def _regions(suffix: str = "") -> Entry:
    """People in each of the four regions."""
    return numbers("BBBB", *(Value(PEOPLE_COUNT, channel=f"region_{n}{suffix}") for n in (1, 2, 3, 4)))


_TABLE: Table = {
    **_line(1),
    **_line(2),
    **_line(3),
    **_line(4),
    # Children are counted on their own if the owner wants it.
    **_line(1, _CHILDREN, "_child"),
    **_line(2, _CHILDREN, "_child"),
    **_line(3, _CHILDREN, "_child"),
    **_line(4, _CHILDREN, "_child"),
    0x0FE3: _regions(),
    0x1DE3: _regions("_child"),
    # How long people, and children, stayed in a region; the published documents do not say in which unit.
    0x10E4: skip(5),
    0x1EE4: skip(5),
    0x50FC: skip(3),  # whether the view of a device is covered
    0xFF1F: skip(4),  # firmware version
}

DECODER = Decoder(
    vendor="Milesight",
    models=("VS133", "VS132", "VS135"),
    spec="VS133 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/vs133", "milesight-iot/vs132", "milesight-iot/vs135"),
)
