"""Tektelic eDoctor, a vital-signs monitor; only its battery is kept, because health data is not ours to hold."""

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_LEVEL
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_SHORT, _FULL = 1, 9
_FULL_BATTERY = 115


def decode(uplink: Uplink) -> list[Reading]:
    """Decode the battery: hundredths of a volt above 2.5 V, of which 115 is full, as Tektelic publishes it."""
    payload = uplink.payload
    if len(payload) not in (_SHORT, _FULL):
        raise DecodeError(f"payload of {len(payload)} bytes; expected {_SHORT} or {_FULL}")
    return [Reading(BATTERY_LEVEL, round((payload[0] & 0x7F) / _FULL_BATTERY * 100, 2))]


DECODER = Decoder(
    vendor="Tektelic",
    models=("eDoctor",),
    spec="Tektelic eDoctor technical reference manual, uplink streams",
    f_ports=frozenset({10}),
    emits=frozenset({BATTERY_LEVEL}),
    decode=decode,
    aliases=("tektelic/t0006923",),
)
