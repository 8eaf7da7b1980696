"""Dragino LSPH01, soil acidity and temperature."""

from decoders.contract import Decoder
from decoders.formats.dragino import DS18B20, STATUS_PORT, Value, decoder
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, SOIL_PH, SOIL_TEMPERATURE

DECODER = Decoder(
    vendor="Dragino",
    models=("LSPH01",),
    spec="LSPH01 user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, SOIL_PH, SOIL_TEMPERATURE}),
    decode=decoder("hHhxxx", DS18B20, Value(SOIL_PH, 100), Value(SOIL_TEMPERATURE, 10)),
    aliases=("dragino/lsph01", "dragino/sph01-lb"),
)
