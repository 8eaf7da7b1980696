"""Watteco Smart Plug, a switched and metered socket that watches the quality of the mains."""

from decoders.contract import Decoder
from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import METERING, POWER, decoder, emits, number, record
from telemetry.quantity import (
    ACTIVE_ENERGY,
    BROWNOUT_COUNT,
    FREQUENCY,
    OVERVOLTAGE_COUNT,
    RELAY_CLOSED,
    VOLTAGE,
    VOLTAGE_SAG_COUNT,
)

_HERTZ_OFFSET = 22232
"""Millihertz: frequencies are sent as what they exceed it by."""

_QUALITY = (
    *(Value(FREQUENCY, 1000, channel, offset=_HERTZ_OFFSET) for channel in ("main", "min", "max")),
    *(Value(VOLTAGE, 10, channel) for channel in ("main", "min", "max", "peak", "peak_min", "peak_max")),
    Value(OVERVOLTAGE_COUNT),
    Value(VOLTAGE_SAG_COUNT),
    Value(BROWNOUT_COUNT),
)

_TABLE = {
    **POWER,
    **METERING,
    (0x0006, 0x0000): number("B", Value(RELAY_CLOSED)),
    (0x8052, 0x0000): record("hhhHHHHHHHHH", _QUALITY),
}

_BATCH = Batch(1, {0: Series("t", 1, Value(ACTIVE_ENERGY))})

DECODER = Decoder(
    vendor="Watteco",
    models=("Smart Plug",),
    spec="Watteco support site, Application layer description; Smart Plug",
    emits=emits(_TABLE, _BATCH),
    decode=decoder(_TABLE, _BATCH),
    f_ports=frozenset({125}),
    aliases=(
        "nke-watteco/smart-plug",
        "watteco/smartplug_v1.0",
        "watteco/smartplug_v1.1",
    ),
)
