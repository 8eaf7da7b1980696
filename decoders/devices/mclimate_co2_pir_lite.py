"""MClimate CO2 PIR Lite, CO₂, temperature, humidity and presence."""

from decoders.formats.mclimate import BATTERY_MV, HUMIDITY, PERIODIC, PRESENCE, SPLIT_CO2, TEMPERATURE, decoder, values

DECODER = decoder(
    "CO2 PIR Lite",
    "co2-pir-lite",
    {PERIODIC: values("HBHHB", TEMPERATURE, HUMIDITY, BATTERY_MV, SPLIT_CO2, PRESENCE)},
)
