"""Decentlab DL-IAM, indoor climate, CO2, TVOC, light and activity."""

from decoders.formats.decentlab import BATTERY, Parameters, Sensor, Value, Words, decentlab, signed, unsigned
from decoders.formats.decentlab_sensors import sht35
from telemetry.quantity import ACTIVITY_LEVEL, ATMOSPHERIC_PRESSURE, CO2, ILLUMINANCE, INFRARED_LIGHT, LIGHT_LEVEL, TVOC


def _illuminance(x: Words, _: Parameters) -> float:
    """Lux, of the light with infrared and of the infrared alone."""
    both, infrared = x
    return max(both - 1.64 * infrared, 0.59 * both - 0.86 * infrared, 0) * 1.5504


DECODER = decentlab(
    ("DL-IAM",),
    BATTERY,
    sht35(),
    # Sent in pairs of pascals.
    Sensor(1, (unsigned(ATMOSPHERIC_PRESSURE, 0, 50),)),
    Sensor(
        2,
        (
            unsigned(LIGHT_LEVEL, 0),
            unsigned(INFRARED_LIGHT, 1),
            Value(ILLUMINANCE, _illuminance),
        ),
    ),
    # The state of the CO2 sensor and its raw value follow.
    Sensor(3, (signed(CO2, 0),)),
    Sensor(1, (unsigned(ACTIVITY_LEVEL, 0),)),
    Sensor(1, (unsigned(TVOC, 0),)),
)
