"""Adeunis Breath, volatile organic compounds and fine particles."""

from datetime import timedelta

from decoders.contract import Decoder
from decoders.formats.adeunis import Frame, Value, alarm, by_length, contact, decoder, record, samples
from telemetry.quantity import (
    DEVICE_FAULT,
    DIGITAL_INPUT,
    LOW_BATTERY,
    PM1,
    PM2_5,
    PM10,
    PULSE_COUNT,
    THRESHOLD_ALARM,
    TVOC_MASS,
)
from telemetry.reading import MAIN_CHANNEL

_POLLUTANTS = (TVOC_MASS, PM10, PM2_5, PM1)


def _values(channel: str = MAIN_CHANNEL) -> tuple[Value, ...]:
    return tuple(Value(quantity, channel=channel, missing=(0xFFFF,)) for quantity in _POLLUTANTS)


_DAY = [Value(quantity, 1, f"day_{of}", (0xFFFF,)) for quantity in _POLLUTANTS for of in ("min", "max", "mean")]

_FRAMES: dict[int, Frame] = {
    # The day, with the minutes above the threshold left out; a short frame has the highest values only.
    0x30: by_length(record("HHHxxHHHxxHHHxxHHH", *_DAY), record("4H", *_values("day_max"))),
    0x51: contact("1"),
    0x52: contact("2"),
    0x6D: samples("4H", *_values()),
    0x6E: alarm("4H", *_values(), bits={0x01: "tvoc", 0x02: "pm10", 0x04: "pm2_5", 0x08: "pm1"}),
}

DECODER = Decoder(
    vendor="Adeunis",
    models=("Breath",),
    spec="BREATH technical reference manual 2.4, frames; sampling period: register 320",
    emits=frozenset({DEVICE_FAULT, DIGITAL_INPUT, LOW_BATTERY, PULSE_COUNT, THRESHOLD_ALARM, *_POLLUTANTS}),
    decode=decoder(_FRAMES, period=timedelta(minutes=10), timed=()),
    aliases=("adeunis/breath",),
)
