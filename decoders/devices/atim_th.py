"""ATIM ACW-TH-O of the first generation, temperature and humidity as the codes of their sensor."""

from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, RELATIVE_HUMIDITY, THRESHOLD_ALARM
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_KEEP_ALIVE, _TEST, _DATA = 0x01, 0x05, 0x17
_ALERTS = {0x0F: "temperature_low", 0x11: "temperature_high"}
_WORDS = Struct(">HH")


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a measure, an alert or a keep-alive."""
    kind = uplink.payload[0]
    if kind == _TEST:
        return []
    if kind not in {_KEEP_ALIVE, _DATA, *_ALERTS}:
        raise DecodeError(f"unknown frame {kind:#04x}")
    first, second = _WORDS.unpack(uplink.payload[1:])
    if kind == _KEEP_ALIVE:
        return [Reading(BATTERY_VOLTAGE, first / 1000), Reading(BATTERY_VOLTAGE, second / 1000, "sending")]
    return [
        Reading(AIR_TEMPERATURE, first * 175.72 / 65536 - 46.85),
        Reading(RELATIVE_HUMIDITY, second * 125 / 65536 - 6),
        *(Reading(THRESHOLD_ALARM, float(kind == alert), channel) for alert, channel in _ALERTS.items()),
    ]


DECODER = Decoder(
    vendor="ATIM",
    models=("ACW-TH-O", "ACW-THO"),
    spec="ACW-TH-O user guide V1.8, frames format",
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, RELATIVE_HUMIDITY, THRESHOLD_ALARM}),
    decode=decode,
    aliases=("atim/acw-th-o",),
)
