"""Milesight TS201, temperature of a chain probe."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, number, numbers, skip
from telemetry.quantity import PROBE_TEMPERATURE, THRESHOLD_ALARM

# 0xFFFF means that the probe could not be read, 0xFFFD that it is out of range.
_TEMPERATURE = Value(PROBE_TEMPERATURE, 10, missing=(-1, -3))

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x8367: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM)),
    0xFFA0: skip(9),  # kind and serial number of the probe
}

DECODER = Decoder(
    vendor="Milesight",
    models=("TS201",),
    spec="TS201 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    unverified="no frame or document at hand confirms this layout",
    aliases=("milesight-iot/ts201",),
)
