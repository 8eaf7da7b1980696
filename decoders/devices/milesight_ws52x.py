"""Milesight WS523, WS525, WS513 and WS515, sockets that switch and meter."""

from decoders.contract import Decoder
from decoders.formats.milesight_power import METER
from decoders.formats.milesight_tlv import decoder, emits, state
from telemetry.quantity import RELAY_CLOSED

_TABLE = {**METER, 0x0870: state(RELAY_CLOSED)}

DECODER = Decoder(
    vendor="Milesight",
    models=("WS523", "WS525", "WS52x", "WS513", "WS515", "WS51x"),
    spec="WS52x User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=(
        "milesight-iot/ws52x",
        "milesight-iot/ws523",
        "milesight-iot/ws525",
        "milesight-iot/ws51x",
        "milesight-iot/ws513",
        "milesight-iot/ws515",
    ),
)
