"""Watteco's room sensors: VAQA'O (air quality) and Move'O (presence)."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import HUMIDITY, POWER, PRESSURE, TEMPERATURE, decoder, emits, number
from telemetry.quantity import (
    AIR_QUALITY_INDEX,
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    CO2,
    ILLUMINANCE,
    OCCUPANCY,
    RELATIVE_HUMIDITY,
    TAMPER,
)

_TABLE = {
    **POWER,
    **TEMPERATURE,
    **HUMIDITY,
    **PRESSURE,
    (0x000F, 0x0055): number("B", Value(TAMPER)),
    (0x0400, 0x0000): number("H", Value(ILLUMINANCE)),
    (0x0406, 0x0000): number("B", Value(OCCUPANCY)),
    (0x800C, 0x0000): number("H", Value(AIR_QUALITY_INDEX), Value(CO2), Value(AIR_QUALITY_INDEX, channel="2")),
    (0x800C, 0x0101): number("H", Value(AIR_QUALITY_INDEX, channel="min"), Value(CO2, channel="min")),
    (0x800C, 0x0102): number("H", Value(AIR_QUALITY_INDEX, channel="max"), Value(CO2, channel="max")),
}

# The index is what the vendor's own decoder calls TVOC: 0 to 500, not a concentration.
_BATCH = Batch(
    3,
    {
        0: Series("B", 1, Value(OCCUPANCY)),
        1: Series("h", 10, Value(AIR_TEMPERATURE, 100)),
        2: Series("H", 100, Value(RELATIVE_HUMIDITY, 100)),
        3: Series("H", 10, Value(CO2)),
        4: Series("H", 10, Value(AIR_QUALITY_INDEX)),
        5: Series("H", 10, Value(ILLUMINANCE)),
        6: Series("H", 10, Value(ATMOSPHERIC_PRESSURE, 10)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("VAQA'O", "VAQA'O+", "VAQA'O Lite", "VAQA'O+ Lite", "Move'O", "Move'O Lite"),
    spec="Watteco support site, Application layer description; VAQA'O sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "watteco/moveo-lite_v1.0",
        "watteco/moveo-lite_v1.1",
        "watteco/moveo_v1.0",
        "watteco/moveo_v1.1",
        "watteco/vaqao-lite_v1.0",
        "watteco/vaqao-lite_v1.1",
        "watteco/vaqao-lt_v1.0",
        "watteco/vaqao-lt_v1.1",
        "watteco/vaqao-plus_v1.0",
        "watteco/vaqao-plus_v1.1",
        "watteco/vaqao_v1.0",
        "watteco/vaqao_v1.1",
    ),
)
