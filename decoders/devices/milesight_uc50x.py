"""Milesight UC500, UC501 and UC502, multi-interface controllers."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, number, skip, state
from decoders.formats.milesight_uc import analog, packed
from telemetry.quantity import DIGITAL_INPUT, DIGITAL_OUTPUT, PULSE_COUNT

_TABLE = {
    0x0175: BATTERY,
    0x0300: state(DIGITAL_INPUT, "1"),
    0x0301: state(DIGITAL_OUTPUT, "1"),
    0x03C8: number("I", Value(PULSE_COUNT, channel="1")),
    0x0400: state(DIGITAL_INPUT, "2"),
    0x0401: state(DIGITAL_OUTPUT, "2"),
    0x04C8: number("I", Value(PULSE_COUNT, channel="2")),
    0x0502: analog("1"),
    0x0602: analog("2"),
    0xFF0E: packed(6),
    0xFF14: skip(1),  # how an analogue input is wired
}

DECODER = Decoder(
    vendor="Milesight",
    models=("UC501", "UC502", "UC500", "UC50x"),
    spec="UC50x User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc50x", "milesight-iot/uc500", "milesight-iot/uc501", "milesight-iot/uc502"),
)
