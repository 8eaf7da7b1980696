"""Diehl HYDRUS water meters and IZAR radio modules that send plain OMS records on LoRaWAN.

They leave the factory with OMS encryption on; those frames are refused and say so.
"""

from decoders.contract import Decoder
from decoders.formats.meter import WATER
from decoders.formats.oms import decoder
from telemetry.quantity import LOW_BATTERY

DECODER = Decoder(
    vendor="Diehl",
    models=("HYDRUS", "IZAR RC i LoRaWAN", "IZAR RDC LoRaWAN", "IZAR RC IoT LRW WMB"),
    spec="OMS Specification Vol. 2, §8; EN 13757-3",
    emits=WATER.emits | {LOW_BATTERY},
    decode=decoder(WATER),
    aliases=("diehl/izar", "diehl/hydrus"),
)
