"""Watteco's sensors of one remote temperature probe."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, TEMPERATURE, decoder, emits
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE

_TABLE = {**POWER, **TEMPERATURE}

_BATCH = Batch(
    1,
    {
        0: Series("h", 10, Value(AIR_TEMPERATURE, 100)),
        1: Series("H", 100, Value(BATTERY_VOLTAGE, 1000)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Remote Temperature", "Tempo Remote 1 Probe", "Cels'O"),
    spec="Watteco support site, Application layer description; Remote temperature sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "nke-watteco/remote-t-sensor",
        "watteco/remote-temperature_v1.0",
        "watteco/remote-temperature_v1.1",
        "watteco/tempo-remote-1-probe_v1.0",
        "watteco/tempo-remote-1-probe_v1.1",
    ),
)
