"""Watteco Atm'O, a weather station: temperature, humidity, pressure, and two pulse inputs for wind and rain."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import HUMIDITY, POWER, PRESSURE, TEMPERATURE, decoder, emits, number
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BATTERY_VOLTAGE,
    DIGITAL_INPUT,
    PULSE_COUNT,
    RELATIVE_HUMIDITY,
)

_TABLE = {
    **POWER,
    **TEMPERATURE,
    **HUMIDITY,
    **PRESSURE,
    (0x000F, 0x0055): number("B", Value(DIGITAL_INPUT)),
    (0x000F, 0x0402): number("I", Value(PULSE_COUNT)),
}

_BATCH = Batch(
    3,
    {
        0: Series("h", 1, Value(AIR_TEMPERATURE, 100)),
        1: Series("H", 1, Value(RELATIVE_HUMIDITY, 100)),
        2: Series("h", 1, Value(ATMOSPHERIC_PRESSURE)),
        3: Series("I", 1, Value(PULSE_COUNT)),
        4: Series("I", 1, Value(PULSE_COUNT, channel="2")),
        5: Series("H", 1, Value(BATTERY_VOLTAGE, 1000)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("Atm'O",),
    spec="Watteco support site, Application layer description; Atm'O sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "nke-watteco/atmo-sensor",
        "watteco/atmo_v1.0",
        "watteco/atmo_v1.1",
    ),
)
