"""Dragino SDI-12-LB and RS485-BL, bridges to SDI-12 and to RS-485 sensors."""

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, status
from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_VOLTAGE
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_TEXT_PORT = 100
_SIZE = 3


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame: the battery, for what the sensors' answer measures only its owner knows."""
    payload = uplink.payload
    if uplink.f_port == STATUS_PORT:
        return status(payload)
    if uplink.f_port == _TEXT_PORT:
        return []
    if len(payload) < _SIZE:
        raise DecodeError(f"{len(payload)} bytes; expected {_SIZE} and a text")
    return [Reading(BATTERY_VOLTAGE, (payload[0] << 8 & 0x7F00 | payload[1]) / 1000)]


DECODER = Decoder(
    vendor="Dragino",
    models=("SDI-12-LB", "SDI-12-LS", "RS485-BL", "RS485-LB"),
    spec="SDI-12-LB user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT, _TEXT_PORT}),
    emits=frozenset({BATTERY_VOLTAGE}),
    decode=decode,
    aliases=("dragino/sdi-12", "dragino/rs485-bl", "dragino/rs485-lb"),
)
