"""nke Watteco sensors: ZCL-like commands to endpoint 0, which set reporting and switch the relay.

A configured report has a shortest and a longest interval, and the change that makes it report in between.
"""

from decoders.downlinks.contract import Choice, Command, Family, Number

_PORT = 125
_CONFIGURE, _COMMAND = b"\x11\x06", b"\x11\x50"

_MINUTES = 0x8000
"""The highest bit of an interval says that it is in minutes."""


def _interval(name: str) -> Number:
    return Number(name, "min", 0, 1440, 2, base=_MINUTES)


def _reporting(what: str, cluster: bytes, kind: bytes, delta: Number) -> Command:
    frame = (_CONFIGURE, cluster, b"\x00\x00\x00", kind, _interval("shortest"), _interval("longest"), delta)
    return Command(f"{what}_reporting", f"Set how often, and at which change, it reports {what}.", _PORT, frame)


_TEMPERATURE = _reporting(
    "temperature", b"\x04\x02", b"\x29", Number("change", "Cel", 0, 100, 2, scale=100, default="0")
)
_HUMIDITY = _reporting("humidity", b"\x04\x05", b"\x21", Number("change", "%", 0, 100, 2, scale=100, default="0"))
_RELAY = Command(
    "relay",
    "Switch the relay.",
    _PORT,
    (_COMMAND, b"\x00\x06", Choice("state", {"off": b"\x00", "on": b"\x01", "toggle": b"\x02"})),
)
_SPEC = "nke Watteco application layer description, ZCL-like commands 0x06 and 0x50"

FAMILIES = (
    Family(("watteco/tempo*", "watteco/indoor-temperature*", "watteco/outdoor-temperature*"), _SPEC, (_TEMPERATURE,)),
    Family(("watteco/th_*", "watteco/climo*", "watteco/hygrotempo*"), _SPEC, (_TEMPERATURE, _HUMIDITY)),
    Family(("watteco/smartplug*",), _SPEC, (_RELAY,)),
)
