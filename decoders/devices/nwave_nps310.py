"""Nwave NPS310SM, a parking sensor that says only its state."""

from decoders.contract import Decoder
from telemetry.quantity import PARKING_OCCUPIED
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_STATUS, _HEARTBEAT, _STARTUP, _DEBUG = 1, 2, 3, 6
_STATE_AT = {_STATUS: 0, _HEARTBEAT: 0, _STARTUP: 4}


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame, which carries the state, except the maker's diagnostics."""
    at = _STATE_AT.get(uplink.f_port)
    return [] if at is None else [Reading(PARKING_OCCUPIED, float(uplink.payload[at] & 1))]


DECODER = Decoder(
    vendor="Nwave",
    models=("NPS310SM",),
    spec="Nwave's published codec of the NPS310SM",
    f_ports=frozenset({_STATUS, _HEARTBEAT, _STARTUP, _DEBUG}),
    emits=frozenset({PARKING_OCCUPIED}),
    decode=decode,
    aliases=("nwave/nps310sm",),
)
