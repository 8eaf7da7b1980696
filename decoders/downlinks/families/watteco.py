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


def _limits(what: str, cluster: bytes, low: Number, high: Number) -> Command:
    """Two limits, criteria 0 and 1, both told on the way up and on the way down, at the first sample beyond."""
    once = b"\x00\x00\x01"
    head = (_CONFIGURE, cluster, b"\x80\x00\x00\x29", _interval("shortest"), _interval("longest"))
    summary = f"Set the limits at which it reports {what} at once, and how often it measures and reports."
    return Command(f"{what}_limits", summary, _PORT, (*head, b"\x70", low, once, b"\x71", high, once))


_TEMPERATURE_LIMITS = _limits(
    "temperature",
    b"\x04\x02",
    Number("low", "Cel", -100, 300, 2, scale=100),
    Number("high", "Cel", -100, 300, 2, scale=100),
)
_HUMIDITY_LIMITS = _limits(
    "humidity", b"\x04\x05", Number("low", "%", 0, 100, 2, scale=100), Number("high", "%", 0, 100, 2, scale=100)
)
_REBOOT = Command("reboot", "Restart the device.", _PORT, (_COMMAND, b"\x00\x50\x00"))
_RELAY = Command(
    "relay",
    "Switch the relay.",
    _PORT,
    (_COMMAND, b"\x00\x06", Choice("state", {"off": b"\x00", "on": b"\x01", "toggle": b"\x02"})),
)
_SPEC = "nke Watteco application layer description, ZCL-like commands 0x06 and 0x50; Easy Codec, configurations"

FAMILIES = (
    Family(("watteco/*",), _SPEC, (_REBOOT,)),
    Family(
        (
            "watteco/tempo*",
            "watteco/indoor-temperature*",
            "watteco/outdoor-temperature*",
            "watteco/remote-temperature*",
            "watteco/pt1000*",
        ),
        _SPEC,
        (_TEMPERATURE, _TEMPERATURE_LIMITS),
    ),
    Family(
        ("watteco/th_*", "watteco/thr*", "watteco/climo*", "watteco/hygrotempo*"),
        _SPEC,
        (_TEMPERATURE, _TEMPERATURE_LIMITS, _HUMIDITY, _HUMIDITY_LIMITS),
    ),
    Family(("watteco/smartplug*",), _SPEC, (_RELAY,)),
)
