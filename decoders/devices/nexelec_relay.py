"""Nexelec Relay, a switch for a load of 16 A, and Safecut, which has the same frames.

The energy of a frame is that since the last one, which a lost frame would take with it: it states no quantity.
"""

from decoders.contract import Decoder
from decoders.formats.bits import Field, Flag
from decoders.formats.nexelec import decoder, event, message, nothing, of_products
from telemetry.quantity import ACTIVE_POWER, DEVICE_FAULT, MAINS_FAILURE, RELAY_CLOSED, THRESHOLD_ALARM

_PRODUCTS = (0xD3, 0xB0)
_CLOSED = Flag(16, 1, RELAY_CLOSED)

_MESSAGES = {
    0x01: message(6, _CLOSED, Field(17, 12, ACTIVE_POWER, "max", codes=0)),
    0x02: message(5, Flag(32, 1, DEVICE_FAULT), Flag(33, 1, THRESHOLD_ALARM, "overcurrent")),
    0x03: nothing,
    0x04: message(3, _CLOSED),
    0x05: event(MAINS_FAILURE),
}

DECODER = Decoder(
    vendor="Nexelec",
    models=("Relay", "Safecut"),
    spec="RELAY (A100LS_C), frame decoding reference (technical guide D1161A)",
    f_ports=frozenset({56}),
    emits=frozenset({ACTIVE_POWER, DEVICE_FAULT, MAINS_FAILURE, RELAY_CLOSED, THRESHOLD_ALARM}),
    decode=decoder(of_products(_PRODUCTS, _MESSAGES)),
    aliases=("nexelec/relay",),
)
