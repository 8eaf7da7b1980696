"""Dragino LHT65N-E31F, temperature and humidity inside, and again in a probe."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, battery, climate, status
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, RELATIVE_HUMIDITY
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Battery, temperature, humidity, kind of external sensor, its temperature and humidity.
_FRAME = Struct(">HhHxhH")


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame."""
    if uplink.f_port == STATUS_PORT:
        return status(uplink.payload)
    first, temperature, humidity, probe_temperature, probe_humidity = _FRAME.unpack_from(uplink.payload)
    return [
        battery(first),
        *climate(temperature, humidity),
        *climate(probe_temperature, probe_humidity, "probe"),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("LHT65N-E31F",),
    spec="LHT65N user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, RELATIVE_HUMIDITY}),
    decode=decode,
    aliases=("dragino/lht65n-e31f", "dragino/lht65n_e31f"),
)
