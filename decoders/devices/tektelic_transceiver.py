"""Tektelic Industrial Transceiver: two outputs, three inputs and the climate around."""

from decoders.contract import Decoder
from decoders.formats.tektelic import BATTERY, PORTS, decoder, emits, number, state
from telemetry.quantity import (
    AIR_TEMPERATURE,
    CURRENT_LOOP,
    DEVICE_TEMPERATURE,
    DIGITAL_INPUT,
    DIGITAL_OUTPUT,
    PULSE_COUNT,
    RELATIVE_HUMIDITY,
    VOLTAGE,
)

_TABLE = {
    0x00FF: BATTERY[0x00FF],
    0x0101: state(DIGITAL_OUTPUT, "1"),
    0x0201: state(DIGITAL_OUTPUT, "2"),
    0x0367: number("h", AIR_TEMPERATURE, 10),
    0x0468: number("B", RELATIVE_HUMIDITY, 2),
    0x0500: state(DIGITAL_INPUT),
    0x0602: number("H", CURRENT_LOOP, 1000),
    0x0702: number("H", VOLTAGE, 1000),
    0x0804: number("H", PULSE_COUNT),
    0x0967: number("h", DEVICE_TEMPERATURE, 10),
}

DECODER = Decoder(
    vendor="Tektelic",
    models=("Industrial Transceiver",),
    spec="Tektelic Industrial Transceiver technical reference manual, uplink streams",
    f_ports=PORTS,
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("tektelic/t00055xx", "tektelic/t00056xx"),
)
