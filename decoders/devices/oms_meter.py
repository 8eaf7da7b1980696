"""Any OMS meter whose LoRaWAN frame is the plain M-Bus application layer with a long header."""

from decoders.contract import Decoder
from decoders.formats.oms import MEDIA, decoder
from telemetry.quantity import DEVICE_FAULT, LOW_BATTERY

DECODER = Decoder(
    vendor="OMS",
    models=("OMS meter", "M-Bus meter", "wM-Bus meter"),
    spec="OMS Specification Vol. 2, §8; EN 13757-3 and -7",
    emits=frozenset({DEVICE_FAULT, LOW_BATTERY}).union(*(meter.emits for meter in MEDIA.values())),
    decode=decoder(),
    aliases=("oms/meter",),
)
