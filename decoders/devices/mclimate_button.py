"""MClimate Multipurpose Button; its last byte counts the presses."""

from decoders.formats.mclimate import BATTERY_8_MV, PERIODIC, Value, decoder, values
from telemetry.quantity import AIR_TEMPERATURE, BUTTON_PRESSED

DECODER = decoder(
    "Multipurpose Button",
    "mc-button",
    {PERIODIC: values("BhB", BATTERY_8_MV, Value(AIR_TEMPERATURE, lambda raw: raw / 10), Value(BUTTON_PRESSED))},
)
