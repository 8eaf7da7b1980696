"""Milesight GS301, ammonia and hydrogen sulphide in a bathroom."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, number, skip
from telemetry.quantity import AIR_TEMPERATURE, H2S, NH3, RELATIVE_HUMIDITY

# 0xFFFE means that the cell is still polarising, 0xFFFF that it has failed.
_FAILED = (0xFFFE, 0xFFFF)

_TABLE = {
    0x0175: BATTERY,
    0x0267: number("h", Value(AIR_TEMPERATURE, 10)),
    0x0368: number("B", Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))),
    0x047D: number("H", Value(NH3, 100, missing=_FAILED)),
    0x057D: number("H", Value(H2S, 100, missing=_FAILED)),
    0x067D: number("H", Value(H2S, 1000, missing=_FAILED)),  # from version 1.2 on
    0x07EA: skip(5),  # result of a calibration
    0xFF7C: skip(43),  # identity of the cell
}

DECODER = Decoder(
    vendor="Milesight",
    models=("GS301",),
    spec="GS301 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/gs301",),
)
