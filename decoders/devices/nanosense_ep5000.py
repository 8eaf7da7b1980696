"""nanosense EP5000, indoor air quality, light and noise.

The first byte says which sensors are fitted; the fields of the others are zeros, and give no reading. The maker's
codec names no units: ppb is taken for volatile organic compounds, nitrogen oxides and ozone, µg/m³ for formaldehyde
and benzene.
"""

from decoders.contract import Decoder
from decoders.formats.bits import Field, Flag, bits_of
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_QUALITY_INDEX,
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BATTERY_LEVEL,
    BENZENE,
    CO2,
    COLOUR_TEMPERATURE,
    CONTROL_DEMAND,
    FORMALDEHYDE,
    GAS_CONCENTRATION,
    ILLUMINANCE,
    LIGHT_FLICKER,
    O3,
    OCCUPANCY,
    PM1,
    PM2_5,
    PM10,
    RELATIVE_HUMIDITY,
    SOUND_LEVEL,
    SOUND_LEVEL_MAX,
    TVOC,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_SIZE = 41
_OZONE = 47.998 / 24.055
"""Micrograms per cubic metre in a ppb, at 20 °C and 101.3 kPa (directive 2008/50/EC, annex VI)."""


def _field(
    offset: int, size: int, quantity: Quantity, channel: str = MAIN_CHANNEL, *, shift: int = 0, divisor: int = 1
) -> Field:
    return Field(offset, size, quantity, channel, codes=0, shift=shift, divisor=divisor)


_SENSORS: tuple[tuple[Field | Flag, ...], ...] = (
    (
        _field(222, 10, ILLUMINANCE)._replace(factor=4),
        _field(232, 8, COLOUR_TEMPERATURE)._replace(factor=23),
        _field(240, 8, LIGHT_FLICKER, divisor=2),
    ),
    (_field(152, 16, FORMALDEHYDE, divisor=100), _field(168, 16, BENZENE, divisor=100)),
    (
        _field(192, 8, GAS_CONCENTRATION, "nox", divisor=500),
        _field(200, 8, O3)._replace(factor=2 * _OZONE),
    ),
    (_field(136, 16, TVOC),),
    (_field(123, 13, CO2),),
    (_field(108, 7, SOUND_LEVEL, shift=17), _field(115, 7, SOUND_LEVEL_MAX, shift=17)),
    (_field(81, 9, PM10), _field(90, 9, PM2_5), _field(99, 9, PM1)),
    (_field(64, 8, RELATIVE_HUMIDITY, divisor=2), _field(72, 9, AIR_TEMPERATURE, divisor=10)),
)
"""The fields of each sensor, in the order of the bits of the first byte."""

_ALWAYS: tuple[Field | Flag, ...] = (
    _field(40, 8, BATTERY_LEVEL),
    Flag(122, 1, OCCUPANCY),
    _field(208, 14, ATMOSPHERIC_PRESSURE, divisor=10),
    *(
        _field(248 + 8 * n, 8, AIR_QUALITY_INDEX, channel)
        for n, channel in enumerate(("health", "cognitivity", "sleep", "respiratory", "virus_risk", "building_health"))
    ),
    *(
        _field(296 + 8 * n, 8, CONTROL_DEMAND, channel)
        for n, channel in enumerate(("ventilation", "heating", "cooling"))
    ),
)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame of all fields."""
    if len(uplink.payload) < _SIZE - 1:
        raise DecodeError(f"{len(uplink.payload)} bytes; expected {_SIZE}")
    bits = bits_of(uplink.payload)
    fitted = [sensor for n, sensor in enumerate(_SENSORS) if bits.cut(n, 1)]
    return [reading for group in (_ALWAYS, *fitted) for field in group for reading in field.readings(bits)]


DECODER = Decoder(
    vendor="nanosense",
    models=("EP5000",),
    spec="EP5000 LoRaWAN payload, as in the maker's codec",
    emits=frozenset(field.quantity for group in (_ALWAYS, *_SENSORS) for field in group),
    decode=decode,
    aliases=("nanosense/ep5000",),
)
