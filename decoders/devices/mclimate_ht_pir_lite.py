"""MClimate HT PIR Lite, temperature, humidity and presence."""

from decoders.formats.mclimate import BATTERY_MV, HUMIDITY, PERIODIC, PRESENCE, TEMPERATURE, decoder, values

DECODER = decoder(
    "HT PIR Lite",
    "ht-pir-lite",
    {PERIODIC: values("HBHB", TEMPERATURE, HUMIDITY, BATTERY_MV, PRESENCE)},
)
