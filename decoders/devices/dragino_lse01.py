"""Dragino LSE01 (firmware before 1.2.1) and GroPoint Air, soil moisture, temperature and conductivity."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, battery, ds18b20, hundredths, status
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    SOIL_CONDUCTIVITY,
    SOIL_MOISTURE,
    SOIL_TEMPERATURE,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Battery, DS18B20, moisture, temperature, conductivity; an interrupt flag may follow.
_FRAME = Struct(">HhHhH")


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame."""
    if uplink.f_port == STATUS_PORT:
        return status(uplink.payload)
    first, probe, moisture, temperature, conductivity = _FRAME.unpack_from(uplink.payload)
    return [
        battery(first),
        *ds18b20(probe),
        Reading(SOIL_MOISTURE, moisture / 100),
        *hundredths(temperature, SOIL_TEMPERATURE),
        Reading(SOIL_CONDUCTIVITY, float(conductivity)),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("LSE01", "GroPoint Air"),
    spec="LSE01 user manual v1.1, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, SOIL_CONDUCTIVITY, SOIL_MOISTURE, SOIL_TEMPERATURE}),
    decode=decode,
    aliases=("dragino/lse01", "dragino/lse01-114", "dragino/gro-point-air"),
)
