"""Watteco Pilot Wire, which gives electric heaters their order over the pilot wire."""

from decoders.contract import Decoder
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, decoder, emits, number
from telemetry.quantity import PILOT_WIRE_ORDER

_TABLE = {**POWER, (0x0013, 0x0055): number("B", Value(PILOT_WIRE_ORDER))}

DECODER = Decoder(
    vendor="Watteco",
    models=("Pilot Wire", "Smart Pilot Wire"),
    spec="Watteco support site, Application layer description; Multistate output cluster",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    f_ports=frozenset({125}),
    aliases=(
        "watteco/pilot-wire_v1.0",
        "watteco/pilot-wire_v1.1",
        "watteco/smartpilot-wire_v1.0",
        "watteco/smartpilot-wire_v1.1",
    ),
)
