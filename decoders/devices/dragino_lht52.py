"""Dragino LHT52, temperature and humidity with an optional probe."""

from decoders.contract import Decoder
from decoders.formats.dragino import DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT, climate, hundredths, logged
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, RELATIVE_HUMIDITY
from telemetry.reading import Reading


def _readings(raws: tuple[int, ...]) -> list[Reading]:
    temperature, humidity, probe = raws
    return [*climate(temperature, humidity), *hundredths(probe, AIR_TEMPERATURE, "probe")]


DECODER = Decoder(
    vendor="Dragino",
    models=("LHT52",),
    spec="LHT52 user manual, Uplink payload",
    f_ports=frozenset({DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, RELATIVE_HUMIDITY}),
    decode=logged("hHhx", _readings),
    aliases=("dragino/lht52",),
)
