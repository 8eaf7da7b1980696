"""Decentlab DL-LP8P, CO2, temperature, humidity and pressure."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, signed, unsigned
from decoders.formats.decentlab_sensors import SHT21
from telemetry.quantity import ATMOSPHERIC_PRESSURE, CO2, DEVICE_TEMPERATURE, VOLTAGE

DECODER = decentlab(
    ("DL-LP8P",),
    SHT21,
    Sensor(
        2,
        (
            Value(DEVICE_TEMPERATURE, lambda x, _: (x[0] - 5000) / 100, "barometer"),
            # Sent in pairs of pascals.
            unsigned(ATMOSPHERIC_PRESSURE, 1, 50),
        ),
    ),
    # A status and raw values follow.
    Sensor(
        8,
        (
            signed(CO2, 0),
            signed(CO2, 1, 1, "filtered"),
            signed(DEVICE_TEMPERATURE, 2, 100, "co2"),
            unsigned(VOLTAGE, 3, 1000, "capacitor_1"),
            unsigned(VOLTAGE, 4, 1000, "capacitor_2"),
        ),
    ),
    BATTERY,
)
