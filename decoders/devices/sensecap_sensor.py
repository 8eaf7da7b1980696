"""SenseCAP's wireless sensors of air, soil, light, water and weather, and the S2101 to S2105."""

from decoders.contract import Decoder
from decoders.formats.sensecap import MEASUREMENTS, decode
from telemetry.quantity import BATTERY_LEVEL

DECODER = Decoder(
    vendor="SenseCAP",
    models=(
        "S2101",
        "S2102",
        "S2103",
        "S2104",
        "S2105",
        "Air Temperature and Humidity",
        "Barometric Pressure",
        "CO2",
        "Light Intensity",
        "Soil Moisture and Temperature",
        "LoRa Module E5",
    ),
    spec="SenseCAP LoRaWAN sensors user guide, Decode payload",
    emits=frozenset({BATTERY_LEVEL, *(measurement.quantity for measurement in MEASUREMENTS.values())}),
    decode=decode,
    aliases=("sensecap/sensecap", "sensecap/sensecap210x", "sensecap/loramodule-e5"),
)
