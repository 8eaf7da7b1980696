"""Milesight UC1114, UC1122 and UC1152, the first remote controllers of inputs, outputs and Modbus registers."""

from decoders.contract import Decoder
from decoders.formats.milesight_modbus import counter, digital_input, digital_output, short_value, statistics
from decoders.formats.milesight_tlv import decoder, emits
from telemetry.quantity import ANALOG_INPUT

_STATISTICS = ("min", "max", "avg")

_TABLE = {
    0x0100: digital_input("input_1"),
    0x0200: digital_input("input_2"),
    0x01C8: counter("input_1"),
    0x02C8: counter("input_2"),
    0x0901: digital_output("output_1"),
    0x0A01: digital_output("output_2"),
    0x1102: statistics(ANALOG_INPUT, "analog_1", *_STATISTICS, divisor=100),
    0x1202: statistics(ANALOG_INPUT, "analog_2", *_STATISTICS, divisor=100),
    0xFF0E: short_value(0x19),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("UC1114", "UC1122", "UC1152"),
    spec="UC11xx User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc1114", "milesight-iot/uc1122", "milesight-iot/uc1152"),
)
