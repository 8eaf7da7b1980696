"""Milesight VS350 and VS351, counters of people who pass."""

from decoders.contract import Decoder
from decoders.formats.milesight_passages import PASSAGES
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, number, numbers, skip
from telemetry.quantity import AIR_TEMPERATURE, THRESHOLD_ALARM

_TEMPERATURE = Value(AIR_TEMPERATURE, 10)

_TABLE = {
    **PASSAGES,
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    # 3 and 4 are not about the owner's threshold: great heat, and its end.
    0x8367: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM, channel="temperature", missing=(3, 4))),
    0xFFCC: skip(1),  # how it is powered
}

DECODER = Decoder(
    vendor="Milesight",
    models=("VS350", "VS351"),
    spec="VS350 User Guide and VS351 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/vs350", "milesight-iot/vs351"),
)
