"""Milesight VS132, VS133 and VS135, counters of people who cross lines."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import Table, Value, decoder, emits, number, numbers, skip
from telemetry.quantity import PEOPLE_COUNT, PEOPLE_IN, PEOPLE_OUT


def _line(n: int) -> Table:
    """The n-th line: people in all who came in and went out, and those of the last period."""
    line = f"line_{n}"
    first = 0x0300 * n
    return {
        first + 0x00D2: number("I", Value(PEOPLE_IN, channel=line)),
        first + 0x01D2: number("I", Value(PEOPLE_OUT, channel=line)),
        first + 0x02CC: numbers("HH", *(Value(PEOPLE_COUNT, channel=f"{line}_{way}") for way in ("in", "out"))),
    }


_TABLE: Table = {
    **_line(1),
    **_line(2),
    **_line(3),
    **_line(4),
    0x0FE3: numbers("BBBB", *(Value(PEOPLE_COUNT, channel=f"region_{n}") for n in (1, 2, 3, 4))),
    0x10E4: skip(5),  # how long people stayed in a region
}

DECODER = Decoder(
    vendor="Milesight",
    models=("VS133", "VS132", "VS135"),
    spec="VS133 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    unverified="no frame or document at hand confirms this layout",
    aliases=("milesight-iot/vs133", "milesight-iot/vs132", "milesight-iot/vs135"),
)
