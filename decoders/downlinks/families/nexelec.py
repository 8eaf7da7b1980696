"""Nexelec: the header 55, then commands, each an identifier and its value."""

from decoders.downlinks.contract import Choice, Command, Family, Number

_PORT = 56
_HEADER = b"\x55"
_STATE = Choice("state", {"off": b"\x00", "on": b"\x01"})

FAMILIES = (
    Family(
        ("nexelec_relay", "nexelec/relay*"),
        "Nexelec RELAY (A100LS_C), frame decoding reference, §7",
        (
            Command("relay", "Switch the relay.", _PORT, (_HEADER, b"\x61", _STATE)),
            Command(
                "relay_for",
                "Switch the relay for some time, then to the other state.",
                _PORT,
                (_HEADER, b"\x89", _STATE, Number("duration", "min", 1, 1440, 2)),
            ),
            Command(
                "reporting",
                "Set how often it reports.",
                _PORT,
                (_HEADER, b"\x2f", Number("interval", "min", 5, 60, 1)),
            ),
            Command(
                "power_limit",
                "Set from which power it cuts the load off; 0 is never.",
                _PORT,
                (_HEADER, b"\x88", Number("limit", "W", 0, 3680, 2)),
            ),
        ),
    ),
)
