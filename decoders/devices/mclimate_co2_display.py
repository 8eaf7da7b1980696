"""MClimate CO2 Display, CO₂, temperature, humidity, light and presence on a display."""

from decoders.formats.mclimate import (
    BATTERY_MV,
    HUMIDITY,
    LIGHT,
    PERIODIC,
    PRESENCE,
    SPLIT_CO2,
    TEMPERATURE,
    decoder,
    values,
)

DECODER = decoder(
    "CO2 Display",
    "co2-display",
    {PERIODIC: values("HBHHHB", TEMPERATURE, HUMIDITY, BATTERY_MV, SPLIT_CO2, LIGHT, PRESENCE)},
)
