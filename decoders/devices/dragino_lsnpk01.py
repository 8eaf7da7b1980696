"""Dragino LSNPK01, nitrogen, phosphorus and potassium of the soil."""

from decoders.contract import Decoder
from decoders.formats.dragino import DS18B20, STATUS_PORT, Value, decoder
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, SOIL_NITROGEN, SOIL_PHOSPHORUS, SOIL_POTASSIUM

DECODER = Decoder(
    vendor="Dragino",
    models=("LSNPK01",),
    spec="LSNPK01 user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, SOIL_NITROGEN, SOIL_PHOSPHORUS, SOIL_POTASSIUM}),
    decode=decoder("hHHHx", DS18B20, Value(SOIL_NITROGEN), Value(SOIL_PHOSPHORUS), Value(SOIL_POTASSIUM)),
    aliases=("dragino/lsnpk01",),
)
