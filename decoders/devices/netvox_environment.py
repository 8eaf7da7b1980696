"""Netvox boxes of environmental probes (RA07, R726, R727, R718PA, R718PB): a report for each kind of probe.

All ones stand for no probe. The gases in ppm become mass at 20 °C and 101.3 kPa (directive 2008/50/EC, annex VI);
the particles are counted in 0.1 L of air.
"""

from collections.abc import Iterator, Mapping
from struct import Struct

from decoders.formats.netvox import Family, Report, Value, battery, decoder, sensor
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    CO,
    CO2,
    DISSOLVED_OXYGEN,
    DISSOLVED_OXYGEN_SATURATION,
    H2S,
    NH3,
    NO,
    NO2,
    O3,
    PARTICLE_COUNT,
    PM1,
    PM2_5,
    PM10,
    REDOX_POTENTIAL,
    RELATIVE_HUMIDITY,
    SO2,
    SOIL_CONDUCTIVITY,
    SOIL_MOISTURE,
    SOIL_NITROGEN,
    SOIL_PHOSPHORUS,
    SOIL_POTASSIUM,
    SOIL_TEMPERATURE,
    SOUND_LEVEL,
    SURFACE_TEMPERATURE,
    TVOC,
    VIBRATION_DISPLACEMENT,
    VIBRATION_VELOCITY,
    WATER_LEVEL,
    WATER_PH,
    WATER_TEMPERATURE,
    WATER_TURBIDITY,
    WIND_DIRECTION,
    WIND_SPEED,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading

# Mass per ppm: µg/m³, and mg/m³ of CO.
_O3, _NO2, _NO, _SO2, _CO = 1995.4, 1912.5, 1247.4, 2663.3, 1.1644
_PER_CM3 = 100


def _u(quantity: Quantity, divisor: int = 1, channel: str = MAIN_CHANNEL, factor: float = 1) -> Value:
    """An unsigned number of two bytes, or no probe."""
    return Value(quantity, divisor, channel, (0xFFFF,), factor)


def _s(quantity: Quantity, divisor: int = 1) -> Value:
    """A signed number of two bytes, or no probe."""
    return Value(quantity, divisor, missing=(-1,))


def _counts(*sizes: str) -> tuple[Value, ...]:
    return tuple(_u(PARTICLE_COUNT, _PER_CM3, f"over_{size}_um") for size in sizes)


def _masses() -> Report:
    return sensor("HHH", _u(PM1), _u(PM2_5), _u(PM10))


_WIDE_COUNTS = Struct(">BHHH")


def _wide_counts(body: bytes) -> Iterator[Reading]:
    """The boxes that run on batteries give the finest particles in three bytes."""
    high, low, *others = _WIDE_COUNTS.unpack_from(body)
    for value, raw in zip(_counts("0_3", "0_5", "1_0"), (high << 16 | low, *others), strict=True):
        if raw not in (0xFFFF, 0xFFFFFF):
            yield value.reading(raw)


_PROBES: Mapping[int, Report] = {
    0x01: _masses(),
    0x02: _masses(),
    0x03: sensor("HHH", *_counts("0_3", "0_5", "1_0")),
    0x04: sensor("HHH", *_counts("2_5", "5_0", "10")),
    0x05: sensor("HHH", _u(O3, 10, factor=_O3), _u(CO, 10, factor=_CO), _u(NO, 10, factor=_NO)),
    0x06: sensor("HHH", _u(NO2, 10, factor=_NO2), _u(SO2, 10, factor=_SO2), _u(H2S, 10)),
    0x07: sensor("HHH", _u(CO2, 10), _u(NH3, 10), _u(SOUND_LEVEL, 10)),
    0x08: sensor("Hhh", _u(WATER_PH, 100), _s(WATER_TEMPERATURE, 100), _s(REDOX_POTENTIAL)),
    0x09: sensor("HhH", _u(WATER_TURBIDITY, 10), _s(WATER_TEMPERATURE, 100), _u(SOIL_MOISTURE, 100)),
    0x0A: sensor(
        "HhHB",
        _u(SOIL_MOISTURE, 100),
        _s(SOIL_TEMPERATURE, 100),
        _u(WATER_LEVEL, 1000),
        Value(SOIL_CONDUCTIVITY, missing=(0xFF,), factor=100),
    ),
    0x0B: sensor("hHH", _s(WATER_TEMPERATURE, 100), _u(DISSOLVED_OXYGEN, 100), _u(DISSOLVED_OXYGEN_SATURATION, 10)),
    0x0C: sensor("hHH", _s(AIR_TEMPERATURE, 100), _u(RELATIVE_HUMIDITY, 100), _u(WIND_SPEED, 100)),
    0x0D: sensor("HI", _u(WIND_DIRECTION), Value(ATMOSPHERIC_PRESSURE, 100, missing=(0xFFFFFFFF,))),
    0x0E: sensor("H", _u(TVOC, factor=100)),
    0x0F: sensor("HHH", _u(SOIL_NITROGEN), _u(SOIL_PHOSPHORUS), _u(SOIL_POTASSIUM)),
    0x10: sensor("HhH", _u(SOIL_MOISTURE, 100), _s(SOIL_TEMPERATURE, 100), _u(SOIL_CONDUCTIVITY)),
    0x11: sensor("HHh", _u(VIBRATION_VELOCITY, 10), _u(VIBRATION_DISPLACEMENT, 10), _s(SURFACE_TEMPERATURE, 10)),
}
_BATTERY_BOX_PROBES: Mapping[int, Report] = {
    **_PROBES,
    0x03: battery(Report(_wide_counts, frozenset({PARTICLE_COUNT}))),
    0x06: sensor("HHH", _u(NO2, 10, factor=_NO2), _u(SO2, factor=_SO2), _u(H2S, 10)),
}

DECODER = decoder(
    "the boxes of environmental probes",
    (
        Family(
            _PROBES,
            {
                0x05: "RA07 RA0715",
                0x09: "R726 R726xx R72615 R72615A",
                0x0D: "R727 RA07Y RA0715Y",
            },
        ),
        Family(_BATTERY_BOX_PROBES, {0x57: "R718PA R718PA4", 0x58: "R718PB R718PB15A"}),
    ),
)
