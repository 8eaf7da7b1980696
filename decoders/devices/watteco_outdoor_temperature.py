"""Watteco's outdoor temperature sensor and its sensors of two remote probes."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, TEMPERATURE, decoder, emits
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE

_TABLE = {**POWER, **TEMPERATURE}

_BATCH = Batch(
    3,
    {
        0: Series("h", 10, Value(AIR_TEMPERATURE, 100)),
        1: Series("h", 10, Value(AIR_TEMPERATURE, 100, "2")),
        5: Series("H", 100, Value(BATTERY_VOLTAGE, 1000)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Outdoor Temperature", "Remote Temperature 2", "Tempo Outdoor", "Tempo Remote 2 Probes"),
    spec="Watteco support site, Application layer description; Outdoor temperature sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "nke-watteco/t-2-ctn-sensor",
        "watteco/outdoor-temperature_v1.0",
        "watteco/outdoor-temperature_v1.1",
        "watteco/remote-temperature2_v1.0",
        "watteco/remote-temperature2_v1.1",
        "watteco/tempo-outdoor_v1.0",
        "watteco/tempo-outdoor_v1.1",
        "watteco/tempo-remote-2-probes_v1.0",
        "watteco/tempo-remote-2-probes_v1.1",
    ),
)
