"""MClimate CO2 Sensor, CO₂, temperature and humidity."""

from decoders.formats.mclimate import BATTERY_8_MV, HUMIDITY, PERIODIC, TEMPERATURE, Value, decoder, values
from telemetry.quantity import CO2

DECODER = decoder(
    "CO2 Sensor", "co2-sensor", {PERIODIC: values("HHBB", Value(CO2), TEMPERATURE, HUMIDITY, BATTERY_8_MV)}
)
