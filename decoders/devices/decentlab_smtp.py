"""Decentlab DL-SMTP, a profile of soil moisture and temperature at eight depths."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, signed
from telemetry.quantity import SOIL_MOISTURE_INDEX, SOIL_TEMPERATURE


def _depth(number: int) -> tuple[Value, Value]:
    """The two values at a depth; a profile with fewer sends zeros for the others."""
    word, channel = 2 * number, f"depth_{number}"
    return (
        Value(SOIL_MOISTURE_INDEX, lambda x, _: (x[word] - 2500) / 500, channel, absent=word),
        signed(SOIL_TEMPERATURE, word + 1, 100, channel, absent=word + 1),
    )


DECODER = decentlab(
    ("DL-SMTP",),
    Sensor(16, tuple(value for depth in range(8) for value in _depth(depth))),
    BATTERY,
)
