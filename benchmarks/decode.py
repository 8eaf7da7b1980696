"""Native decoding on one core."""

from time import perf_counter

from benchmarks.results import Figure
from decoders.registry import builtin
from telemetry.times import utc_now
from telemetry.uplink import Uplink

_TIMES = 300_000


def decode() -> list[Figure]:
    """Decode one EM300-TH frame again and again: three readings each."""
    read = builtin().find("milesight_em300_th").read
    frame = Uplink("24e124136b502217", utc_now(), 85, bytes.fromhex("01755c03673401046865"))
    begun = perf_counter()
    for _ in range(_TIMES):
        read(frame)
    return [Figure("native decode, EM300-TH", _TIMES / (perf_counter() - begun), "uplinks/s", 300_000, at_least=True)]
