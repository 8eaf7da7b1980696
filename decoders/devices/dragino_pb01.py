"""Dragino PB01, a push button with temperature and humidity."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, status
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, BUTTON_PRESSED, RELATIVE_HUMIDITY
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Battery, sound settings, whether the button was pressed, temperature, humidity.
_FRAME = Struct(">HxBhH")


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame."""
    if uplink.f_port == STATUS_PORT:
        return status(uplink.payload)
    millivolts, pressed, temperature, humidity = _FRAME.unpack(uplink.payload)
    return [
        Reading(BATTERY_VOLTAGE, millivolts / 1000),
        Reading(BUTTON_PRESSED, float(pressed & 1)),
        Reading(AIR_TEMPERATURE, temperature / 10),
        Reading(RELATIVE_HUMIDITY, humidity / 10),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("PB01-L", "PB01"),
    spec="PB01 user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, BUTTON_PRESSED, RELATIVE_HUMIDITY}),
    decode=decode,
    unverified="Dragino's codec confirms this layout, but no frame was published",
    aliases=("dragino/pb01-l",),
)
