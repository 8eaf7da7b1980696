"""Milesight UC1114, UC1122, UC1142 and UC1152, remote input and output controllers."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import Table, Value, decoder, emits, number, state
from decoders.formats.milesight_uc import analog, packed
from telemetry.quantity import DIGITAL_INPUT, DIGITAL_OUTPUT, PULSE_COUNT

_TABLE: Table = {
    # The published documents disagree whether contacts have type 0 or 1.
    **{0x0100 + kind: state(DIGITAL_INPUT, "1") for kind in (0, 1)},
    **{0x0200 + kind: state(DIGITAL_INPUT, "2") for kind in (0, 1)},
    **{0x0900 + kind: state(DIGITAL_OUTPUT, "1") for kind in (0, 1)},
    **{0x0A00 + kind: state(DIGITAL_OUTPUT, "2") for kind in (0, 1)},
    0x01C8: number("I", Value(PULSE_COUNT, channel="1")),
    0x02C8: number("I", Value(PULSE_COUNT, channel="2")),
    0x1102: analog("1"),
    0x1202: analog("2"),
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
