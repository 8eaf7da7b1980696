"""Milesight UC511 and UC512, controllers of two solenoid valves."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, number, state
from telemetry.quantity import DIGITAL_INPUT, PRESSURE, PULSE_COUNT, VALVE_OPEN

_TABLE = {
    0x0175: BATTERY,
    0x0301: state(VALVE_OPEN, "1"),
    0x04C8: number("I", Value(PULSE_COUNT, channel="1")),
    0x0501: state(VALVE_OPEN, "2"),
    0x06C8: number("I", Value(PULSE_COUNT, channel="2")),
    # The second generation may read a contact instead of a meter, and the pressure of the pipe in kilopascals.
    0x0701: state(DIGITAL_INPUT, "1"),
    0x0801: state(DIGITAL_INPUT, "2"),
    0x097B: number("H", Value(PRESSURE, missing=(0xFFFF,))),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("UC511", "UC512", "UC51x"),
    spec="UC51x User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc51x", "milesight-iot/uc511", "milesight-iot/uc512"),
)
