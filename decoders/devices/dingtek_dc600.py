"""Dingtek DC600, which watches four loops: a bit is 1 while a loop is closed, 0 in alarm."""

from decoders.contract import Decoder
from decoders.formats.dingtek import BATTERY, PORT, TEMPERATURE, absence, decoder, emits
from telemetry.quantity import THRESHOLD_ALARM

_LOOPS = tuple(absence(12, 0x10 << n, THRESHOLD_ALARM, f"input_{n + 1}") for n in range(4))
_FIELDS = (*_LOOPS, BATTERY, TEMPERATURE)

DECODER = Decoder(
    vendor="Dingtek",
    models=("DC600",),
    spec="DC600 four-channel monitor, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_FIELDS),
    decode=decoder((17, _FIELDS)),
    aliases=("dingtek/dc600",),
)
