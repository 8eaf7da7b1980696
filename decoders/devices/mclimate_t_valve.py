"""MClimate T-Valve, a water valve whose frames are told apart by their lengths.

The one for water meters ends its short frame with four bytes of flow, whose unit is not published.
"""

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    DEVICE_FAULT,
    MAGNETIC_TAMPER,
    TAMPER,
    VALVE_OPEN,
    WATER_LEAK,
    WATER_TEMPERATURE,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_SHORT, _LONG, _SHORT_WITH_FLOW = 2, 5, 6
_OPEN = 0x80
_BOX, _WIRE, _FLOOD, _MAGNET = 0x08, 0x04, 0x02, 0x01


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a periodic frame, or the long one of an event."""
    payload = uplink.payload
    if len(payload) == _LONG:
        return _events(payload[0], payload[-1])
    if len(payload) in (_SHORT, _SHORT_WITH_FLOW):
        return _temperatures(payload[0], payload[1])
    raise DecodeError(f"payload of {len(payload)} bytes; expected {_SHORT}, {_LONG} or {_SHORT_WITH_FLOW}")


def _temperatures(water: int, valve_and_air: int) -> list[Reading]:
    return [
        Reading(WATER_TEMPERATURE, water / 2),
        Reading(VALVE_OPEN, float(valve_and_air & _OPEN != 0)),
        Reading(AIR_TEMPERATURE, ((valve_and_air & ~_OPEN) - 20) / 2),
    ]


def _events(status: int, battery: int) -> list[Reading]:
    return [
        Reading(TAMPER, float(status & _BOX != 0)),
        Reading(DEVICE_FAULT, float(status & _WIRE != 0), "leak_wire"),
        Reading(WATER_LEAK, float(status & _FLOOD != 0)),
        Reading(MAGNETIC_TAMPER, float(status & _MAGNET != 0)),
        Reading(BATTERY_VOLTAGE, (1600 + 8 * battery) / 1000),
    ]


DECODER = Decoder(
    vendor="MClimate",
    models=("T-Valve",),
    spec="docs.mclimate.eu, T-Valve LoRaWAN communication protocol, keep-alive",
    f_ports=frozenset({2}),
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            BATTERY_VOLTAGE,
            DEVICE_FAULT,
            MAGNETIC_TAMPER,
            TAMPER,
            VALVE_OPEN,
            WATER_LEAK,
            WATER_TEMPERATURE,
        }
    ),
    decode=decode,
    aliases=("mclimate/t-valve",),
)
