"""MClimate HT Display Lite, temperature, humidity, light and presence on a display."""

from decoders.formats.mclimate import BATTERY_MV, HUMIDITY, LIGHT, PERIODIC, PRESENCE, TEMPERATURE, decoder, values

DECODER = decoder(
    "HT Display Lite",
    "ht-display-lite",
    {PERIODIC: values("HBHHB", TEMPERATURE, HUMIDITY, LIGHT, BATTERY_MV, PRESENCE)},
)
