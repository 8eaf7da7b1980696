"""Dragino AQS01-L, CO2 with temperature, humidity and pressure."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import DATA_PORT, LOG_PORT, STATUS_PORT, battery, logged, status
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BATTERY_VOLTAGE,
    CO2,
    RELATIVE_HUMIDITY,
    THRESHOLD_ALARM,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Battery, temperature, humidity, pressure, CO2, flags.
_FRAME = Struct(">HhHHHB")
_FINE, _COLD_OR_HOT, _CO2_BEYOND = 0x10, 0x0C, 0x03
_STORED_FINE = 0x01
"""The flag of a newer chip, whose temperature is in hundredths instead of tenths of a degree."""


def _record(raws: tuple[int, ...]) -> list[Reading]:
    """A stored record, without the pressure."""
    co2, humidity, temperature, flags = raws
    return [
        Reading(CO2, float(co2)),
        Reading(RELATIVE_HUMIDITY, humidity / 10),
        Reading(AIR_TEMPERATURE, temperature / (100 if flags & _STORED_FINE else 10)),
    ]


_logged = logged("HHhB", _record)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data, log or status frame."""
    if uplink.f_port == STATUS_PORT:
        return status(uplink.payload)
    if uplink.f_port == LOG_PORT:
        return _logged(uplink)
    word, temperature, humidity, pressure, co2, flags = _FRAME.unpack(uplink.payload)
    return [
        battery(word),
        Reading(AIR_TEMPERATURE, temperature / (100 if flags & _FINE else 10)),
        Reading(RELATIVE_HUMIDITY, humidity / 10),
        Reading(ATMOSPHERIC_PRESSURE, pressure / 10),
        Reading(CO2, float(co2)),
        Reading(THRESHOLD_ALARM, float(flags & _COLD_OR_HOT != 0), "temperature"),
        Reading(THRESHOLD_ALARM, float(flags & _CO2_BEYOND != 0), "co2"),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("AQS01-L",),
    spec="AQS01-L user manual, Uplink payload",
    f_ports=frozenset({DATA_PORT, LOG_PORT, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, ATMOSPHERIC_PRESSURE, BATTERY_VOLTAGE, CO2, RELATIVE_HUMIDITY, THRESHOLD_ALARM}),
    decode=decode,
    unverified="Dragino's codec confirms this layout, but no frame was published",
    aliases=("dragino/aqs01-l",),
)
