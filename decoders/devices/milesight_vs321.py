"""Milesight VS321, a thermal camera that counts people, with temperature and humidity."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, TIME, Value, decoder, emits, number, numbers, skip, state
from telemetry.quantity import AIR_TEMPERATURE, DAYLIGHT, PEOPLE_COUNT, RELATIVE_HUMIDITY, THRESHOLD_ALARM

_TEMPERATURE = Value(AIR_TEMPERATURE, 10)
_HUMIDITY = Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0468: number("B", _HUMIDITY),
    0x05FD: number("H", Value(PEOPLE_COUNT)),
    0x06FE: skip(4),  # which regions are watched and occupied
    0x07FF: state(DAYLIGHT),
    0x08F4: skip(2),  # whether the camera sees well
    0x0AEF: TIME,
    0x8367: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM, channel="temperature")),
    0x8468: numbers("BB", _HUMIDITY, Value(THRESHOLD_ALARM, channel="humidity")),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("VS321",),
    spec="VS321 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    unverified="no frame or document at hand confirms this layout",
    aliases=("milesight-iot/vs321",),
)
