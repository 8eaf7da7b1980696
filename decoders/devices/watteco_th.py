"""Watteco's temperature and humidity sensors with a battery of their own: TH, Hygrotemp'O, Clim'O, Tempo."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import HUMIDITY, POWER, TEMPERATURE, decoder, emits, number
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, PULSE_COUNT, RELATIVE_HUMIDITY, TAMPER

_TABLE = {
    **POWER,
    **TEMPERATURE,
    **HUMIDITY,
    (0x000F, 0x0055): number("B", Value(TAMPER)),
    (0x000F, 0x0402): number("I", Value(PULSE_COUNT)),
}

_BATCH = Batch(
    2,
    {
        0: Series("h", 10, Value(AIR_TEMPERATURE, 100)),
        1: Series("H", 100, Value(RELATIVE_HUMIDITY, 100)),
        2: Series("H", 1, Value(BATTERY_VOLTAGE, 1000)),
        3: Series("?", 1, Value(TAMPER)),
    },
)

DECODER = Decoder(
    vendor="Watteco",
    models=("TH", "Hygrotemp'O", "Hygrotemp'O Remote", "Clim'O", "Tempo", "Indoor Temperature"),
    spec="Watteco support site, Application layer description; TH sensor",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "nke-watteco/t-indoor-sensor",
        "nke-watteco/th-sensor",
        "watteco/climo_v1.0",
        "watteco/climo_v1.1",
        "watteco/hygrotempo-remote_v1.0",
        "watteco/hygrotempo-remote_v1.1",
        "watteco/hygrotempo_v1.0",
        "watteco/hygrotempo_v1.1",
        "watteco/indoor-temperature_v1.0",
        "watteco/indoor-temperature_v1.1",
        "watteco/tempo_v1.0",
        "watteco/tempo_v1.1",
        "watteco/th_v1.0",
        "watteco/th_v1.1",
    ),
)
