"""Decentlab DL-SDD, a profile of soil moisture, temperature and salinity at up to twelve levels."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, signed
from telemetry.quantity import SOIL_MOISTURE, SOIL_SALINITY, SOIL_TEMPERATURE


def _levels(first: int) -> Sensor:
    """Six levels: their moistures, then their temperatures, then their salinities."""
    channels = [f"level_{first + number}" for number in range(6)]
    moistures = [signed(SOIL_MOISTURE, n, 100, channel) for n, channel in enumerate(channels)]
    temperatures = [signed(SOIL_TEMPERATURE, n, 100, channel) for n, channel in enumerate(channels, 6)]
    salinities = [_salinity(n, channel) for n, channel in enumerate(channels, 12)]
    return Sensor(18, (*moistures, *temperatures, *salinities))


def _salinity(word: int, channel: str) -> Value:
    return Value(SOIL_SALINITY, lambda x, _: x[word] - 100, channel)


DECODER = decentlab(
    ("DL-SDD",),
    _levels(0),
    _levels(6),
    BATTERY,
)
