"""Milesight UC1114, UC1122, UC1142 and UC1152, remote input and output controllers."""

from decoders.contract import Decoder
from decoders.formats.milesight_modbus import packed
from decoders.formats.milesight_tlv import Entry, Table, Value, decoder, emits, number, numbers, state
from telemetry.quantity import ANALOG_INPUT, DIGITAL_INPUT, DIGITAL_OUTPUT, PULSE_COUNT


def _analog(channel: str) -> Entry:
    """The input now, its least, its most and its mean, in milliamperes or volts as the owner wired it."""
    names = (channel, f"{channel}_min", f"{channel}_max", f"{channel}_mean")
    return numbers("hhhh", *(Value(ANALOG_INPUT, 100, name) for name in names))


_TABLE: Table = {
    # The published documents disagree whether contacts have type 0 or 1.
    **{0x0100 + kind: state(DIGITAL_INPUT, "1") for kind in (0, 1)},
    **{0x0200 + kind: state(DIGITAL_INPUT, "2") for kind in (0, 1)},
    **{0x0900 + kind: state(DIGITAL_OUTPUT, "1") for kind in (0, 1)},
    **{0x0A00 + kind: state(DIGITAL_OUTPUT, "2") for kind in (0, 1)},
    0x01C8: number("I", Value(PULSE_COUNT, channel="1")),
    0x02C8: number("I", Value(PULSE_COUNT, channel="2")),
    0x1102: _analog("1"),
    0x1202: _analog("2"),
    0xFF0E: packed(0x18),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("UC1114", "UC1122", "UC1142", "UC1152", "UC11xx"),
    spec="UC11xx User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=(
        "milesight-iot/uc1114",
        "milesight-iot/uc1122",
        "milesight-iot/uc1142",
        "milesight-iot/uc1152",
        "milesight-iot/uc11xx",
    ),
)
