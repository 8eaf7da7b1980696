"""Dragino LSE01 from firmware 1.2.1 on: as before, or permittivity and raw counts, as the last byte says."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, battery, ds18b20, hundredths, status
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    SOIL_CONDUCTIVITY,
    SOIL_MOISTURE,
    SOIL_PERMITTIVITY,
    SOIL_TEMPERATURE,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Battery, DS18B20, three words of the soil probe, flags.
_FRAME = Struct(">HhHhHB")

_RAW = 0x80


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame; the raw counts of the uncalibrated mode have no unit and are not kept."""
    if uplink.f_port == STATUS_PORT:
        return status(uplink.payload)
    first, probe, soil, temperature, conductivity, flags = _FRAME.unpack_from(uplink.payload)
    readings = [battery(first), *ds18b20(probe)]
    if flags & _RAW:
        return [*readings, Reading(SOIL_PERMITTIVITY, soil / 10)]
    return [
        *readings,
        Reading(SOIL_MOISTURE, soil / 100),
        *hundredths(temperature, SOIL_TEMPERATURE),
        Reading(SOIL_CONDUCTIVITY, float(conductivity)),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("LSE01 v1.2.1", "SE01-LB"),
    spec="LSE01 user manual v1.2, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            BATTERY_VOLTAGE,
            SOIL_CONDUCTIVITY,
            SOIL_MOISTURE,
            SOIL_PERMITTIVITY,
            SOIL_TEMPERATURE,
        }
    ),
    decode=decode,
    aliases=("dragino/lse01-121", "dragino/se01-lb"),
)
