"""Milesight TS101, temperature of an insertion probe."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number, numbers
from telemetry.quantity import PROBE_TEMPERATURE, THRESHOLD_ALARM

# 0xFFFF means that the probe could not be read, 0xFFFD that it is out of range.
_TEMPERATURE = Value(PROBE_TEMPERATURE, 10, missing=(-1, -3))

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x8367: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM)),
    # The change that set the alarm off and the kind of alarm follow.
    0x93D7: numbers("hxxx", _TEMPERATURE),
    0x20CE: history("h", _TEMPERATURE),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("TS101",),
    spec="TS101 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ts101",),
)
