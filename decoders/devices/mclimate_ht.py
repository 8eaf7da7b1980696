"""MClimate HT, temperature and humidity, with an external thermistor."""

from collections.abc import Iterator
from struct import Struct

from decoders.formats.mclimate import HUMIDITY, PERIODIC, TEMPERATURE, Frame, decoder, values
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE
from telemetry.reading import Reading

_NO_THERMISTOR = 0x0400
_THERMISTOR = 0x03FF

_FIELDS = values("HB", TEMPERATURE, HUMIDITY)


def _read(temperature: int, humidity: int, battery: int, thermistor: int) -> Iterator[Reading]:
    """The battery comes in steps of 8 mV, of which MClimate publishes tenths of a volt."""
    yield from _FIELDS.read(temperature, humidity)
    yield Reading(BATTERY_VOLTAGE, round((1600 + 8 * battery) / 1000, 1))
    if not thermistor & _NO_THERMISTOR:
        yield Reading(AIR_TEMPERATURE, (thermistor & _THERMISTOR) / 10, "thermistor")


DECODER = decoder(
    "HT Sensor", "ht-sensor", {PERIODIC: Frame(Struct(">HBBH"), _read, _FIELDS.emits | {BATTERY_VOLTAGE})}
)
