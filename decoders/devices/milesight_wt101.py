"""Milesight WT101, a radiator thermostat."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, number, skip, state
from telemetry.quantity import AIR_TEMPERATURE, DOOR_OPEN, FREEZE_ALARM, TAMPER, TEMPERATURE_SETPOINT, VALVE_OPENING

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", Value(AIR_TEMPERATURE, 10)),
    0x0467: number("h", Value(TEMPERATURE_SETPOINT, 10)),
    0x0592: number("B", Value(VALVE_OPENING)),
    0x0600: state(TAMPER),
    0x0700: state(DOOR_OPEN, "window"),
    0x08E5: skip(1),  # result of the calibration of the motor
    0x0990: skip(2),  # stroke of the motor
    0x0A00: state(FREEZE_ALARM),
    0x0B90: skip(2),  # position of the motor
}

DECODER = Decoder(
    vendor="Milesight",
    models=("WT101",),
    spec="WT101 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/wt101",),
)
