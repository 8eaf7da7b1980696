"""Browan (Tabs) sensors for buildings: each has a port of its own, and begins with status, battery, temperature."""

from collections.abc import Callable, Iterator
from struct import Struct

from decoders.contract import Decoder
from telemetry.quantity import (
    AIR_QUALITY_INDEX,
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    BUTTON_PRESSED,
    CO2,
    DEVICE_TEMPERATURE,
    DOOR_OPEN,
    DOOR_OPEN_COUNT,
    ILLUMINANCE,
    LATITUDE,
    LONGITUDE,
    MOTION,
    MOTION_COUNT,
    POSITION_ACCURACY,
    RELATIVE_HUMIDITY,
    SOUND_LEVEL,
    THRESHOLD_ALARM,
    TIME_SINCE_EVENT,
    TVOC,
    WATER_LEAK,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_NO_HUMIDITY = 0x7F
_NO_VALUE = 0xFFFF
_NO_ACCURACY = 7
_NO_FIX, _MOVING = 0x08, 0x02
_DARKER, _LIGHTER = 0x01, 0x02

# Status, battery, temperature; then what each sensor adds.
_HEAD = Struct("<BBB")
_EVENTS = Struct("<HHB")
_AIR = Struct("<xxxBHHHB")
_PLACE = Struct("<iI")


def _temperature(raw: int, quantity: Quantity = DEVICE_TEMPERATURE) -> Reading:
    return Reading(quantity, float((raw & 0x7F) - 32))


def _state(quantity: Quantity, status: int, bit: int = 1, channel: str = MAIN_CHANNEL) -> Reading:
    return Reading(quantity, float(status & bit != 0), channel)


def _humidity(raw: int) -> Iterator[Reading]:
    if raw & 0x7F != _NO_HUMIDITY:
        yield Reading(RELATIVE_HUMIDITY, float(raw & 0x7F))


def _events(state: Quantity, count: Quantity) -> Callable[[bytes], Iterator[Reading]]:
    """A state, the minutes since it last changed, and how often it did."""

    def read(payload: bytes) -> Iterator[Reading]:
        minutes, low, high = _EVENTS.unpack_from(payload, _HEAD.size)
        yield _state(state, payload[0])
        yield _temperature(payload[2])
        yield Reading(TIME_SINCE_EVENT, minutes * 60.0)
        yield Reading(count, float(high << 16 | low))

    return read


def _light(payload: bytes) -> Iterator[Reading]:
    """The illuminance in hundredths of a lux, and whether it crossed one of two thresholds."""
    low, high = Struct("<HB").unpack_from(payload, _HEAD.size)
    yield _state(THRESHOLD_ALARM, payload[0], _DARKER, "darker")
    yield _state(THRESHOLD_ALARM, payload[0], _LIGHTER, "lighter")
    yield _temperature(payload[2])
    yield Reading(ILLUMINANCE, (high << 16 | low) / 100)


def _sound(payload: bytes) -> Iterator[Reading]:
    yield _state(THRESHOLD_ALARM, payload[0])
    yield _temperature(payload[2])
    yield Reading(SOUND_LEVEL, float(payload[3]))


def _leak(payload: bytes) -> Iterator[Reading]:
    yield _state(WATER_LEAK, payload[0])
    yield _temperature(payload[2])
    yield from _humidity(payload[3])
    yield _temperature(payload[4], AIR_TEMPERATURE)


def _button(payload: bytes) -> Iterator[Reading]:
    yield _state(BUTTON_PRESSED, payload[0])
    yield _temperature(payload[2])


def _climate(payload: bytes) -> Iterator[Reading]:
    """The TBHH100, or the longer frame of the TBHV110, which has a board, an air sensor and gases."""
    if len(payload) < _AIR.size:
        yield _temperature(payload[2], AIR_TEMPERATURE)
        yield from _humidity(payload[3])
        return
    humidity, co2, tvoc, index, temperature = _AIR.unpack_from(payload)
    yield _temperature(payload[2])
    yield from _humidity(humidity)
    yield _temperature(temperature, AIR_TEMPERATURE)
    for reading in (
        Reading(CO2, float(co2), "equivalent"),
        Reading(TVOC, float(tvoc)),
        Reading(AIR_QUALITY_INDEX, float(index)),
    ):
        if reading.value != _NO_VALUE:
            yield reading


def _signed(raw: int, bits: int) -> int:
    """The two's complement of the lowest bits of a number."""
    raw &= (1 << bits) - 1
    return raw - (raw >> bits - 1 << bits)


def _place(payload: bytes) -> Iterator[Reading]:
    """Microdegrees; the upper three bits of the longitude give the accuracy, as a power of two in metres."""
    latitude, longitude = _PLACE.unpack_from(payload, _HEAD.size)
    yield _state(MOTION, payload[0], _MOVING)
    yield _temperature(payload[2])
    if payload[0] & _NO_FIX:
        return
    yield Reading(LATITUDE, _signed(latitude, 28) / 1_000_000)
    yield Reading(LONGITUDE, _signed(longitude, 29) / 1_000_000)
    if longitude >> 29 != _NO_ACCURACY:
        yield Reading(POSITION_ACCURACY, float(2 << (longitude >> 29) + 1))


_SENSORS = {
    100: _events(DOOR_OPEN, DOOR_OPEN_COUNT),
    102: _events(MOTION, MOTION_COUNT),
    103: _climate,
    104: _light,
    105: _sound,
    106: _leak,
    136: _place,
    147: _button,
}


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame of the sensor that its port names."""
    _HEAD.unpack_from(uplink.payload)
    battery = Reading(BATTERY_VOLTAGE, (25 + (uplink.payload[1] & 0x0F)) / 10)
    return [battery, *_SENSORS[uplink.f_port](uplink.payload)]


_MODELS = ("TBAM100", "TBDW100", "TBHH100", "TBHV110", "TBMS100", "TBOL100", "TBPB100", "TBSL100", "TBWL100")

DECODER = Decoder(
    vendor="Browan",
    models=_MODELS,
    spec="Browan Tabs reference manuals, payload",
    f_ports=frozenset(_SENSORS),
    emits=frozenset(
        {
            AIR_QUALITY_INDEX,
            AIR_TEMPERATURE,
            BATTERY_VOLTAGE,
            BUTTON_PRESSED,
            CO2,
            DEVICE_TEMPERATURE,
            DOOR_OPEN,
            DOOR_OPEN_COUNT,
            ILLUMINANCE,
            LATITUDE,
            LONGITUDE,
            MOTION,
            MOTION_COUNT,
            POSITION_ACCURACY,
            RELATIVE_HUMIDITY,
            SOUND_LEVEL,
            THRESHOLD_ALARM,
            TIME_SINCE_EVENT,
            TVOC,
            WATER_LEAK,
        }
    ),
    decode=decode,
    aliases=tuple(f"browan/{model.lower()}" for model in _MODELS),
)
