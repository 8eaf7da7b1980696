"""MClimate CO2 Display Lite, CO₂, temperature, humidity and light on a display."""

from decoders.formats.mclimate import BATTERY_MV, HUMIDITY, LIGHT, PERIODIC, SPLIT_CO2, TEMPERATURE, decoder, values

DECODER = decoder(
    "CO2 Display Lite",
    "co2-display-lite",
    {PERIODIC: values("HBHHH", TEMPERATURE, HUMIDITY, BATTERY_MV, SPLIT_CO2, LIGHT)},
)
