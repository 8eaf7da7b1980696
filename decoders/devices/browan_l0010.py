"""Browan L0010, a tracker of gas bottles that listens to Wi-Fi and to the gauge's Bluetooth."""

from collections.abc import Iterator

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import ANALOG_INPUT, BATTERY_LEVEL
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_WIFI_PORT, _GAUGE_PORT = 51, 64
_WIFI_SIZE, _GAUGE_SIZE = 9, 11


def _battery(raw: int, channel: str = MAIN_CHANNEL) -> Reading:
    """A byte counts in 64ths of full scale, as Browan publishes it."""
    return Reading(BATTERY_LEVEL, round((raw & 0x3F) * 4 / 255 * 100, 2), channel)


def _gauge(payload: bytes) -> Iterator[Reading]:
    """The gauge's pressure, whose unit the format does not state, and both batteries."""
    yield Reading(ANALOG_INPUT, float(int.from_bytes(payload[7:9], "little")), "pressure")
    yield _battery(payload[9])
    yield Reading(BATTERY_LEVEL, float(payload[10]), "transducer")


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a scan of Wi-Fi, which states only the battery, or what the gauge said."""
    payload, size = uplink.payload, _WIFI_SIZE if uplink.f_port == _WIFI_PORT else _GAUGE_SIZE
    if len(payload) != size:
        raise DecodeError(f"payload of {len(payload)} bytes; expected {size}")
    return list(_gauge(payload)) if uplink.f_port == _GAUGE_PORT else [_battery(payload[8])]


DECODER = Decoder(
    vendor="Browan",
    models=("L0010", "Gasmatic"),
    spec="Browan L0010 payload description",
    f_ports=frozenset({_WIFI_PORT, _GAUGE_PORT}),
    emits=frozenset({ANALOG_INPUT, BATTERY_LEVEL}),
    decode=decode,
    aliases=("browan/l0010",),
)
