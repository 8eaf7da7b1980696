"""Dragino end nodes: a type code, then its values; the LT-22222-L switches relays and outputs by the same."""

from decoders.downlinks.contract import Choice, Command, Family, Number

# Any port does (user manuals, "Downlink"); this is the one that their examples use.
_PORT = 1

_RELAY = {"open": b"\x00", "close": b"\x01", "keep": b"\x11"}
_OUTPUT = {"high": b"\x00", "low": b"\x01", "keep": b"\x11"}

_REBOOT = Command("reboot", "Restart the device.", _PORT, (b"\x04\xff",))
_REPORTING = Command(
    "reporting", "Set how often it reports.", _PORT, (b"\x01", Number("interval", "s", 30, 604_800, 3))
)
_RELAYS = Command(
    "relays",
    "Close or open the two relays.",
    _PORT,
    (b"\x03", Choice("relay1", _RELAY, "keep"), Choice("relay2", _RELAY, "keep")),
)
_OUTPUTS = Command(
    "outputs",
    "Pull the digital outputs low, or let them be high; the LT-22222-L has two of them.",
    _PORT,
    (b"\x02", *(Choice(f"output{number}", _OUTPUT, "keep") for number in (1, 2, 3))),
)
_POLL = Command("poll", "Ask for an uplink now.", _PORT, (b"\x08\xff",))
_OUTPUTS_PULSE = Command(
    "outputs_pulse",
    "Pull the digital outputs low or high for a time; then they go back, or to the other level.",
    _PORT,
    (
        b"\xa9",
        Choice("after", {"back": b"\x01", "inverted": b"\x00"}, "back"),
        *(Choice(f"output{number}", _OUTPUT, "keep") for number in (1, 2, 3)),
        Number("duration", "s", 0.001, 65.535, 2, scale=1000),
    ),
)

FAMILIES = (
    Family(
        ("dragino/*",),
        "Dragino user manuals, downlink commands 0x01 (TDC) and 0x04 (reset)",
        (_REBOOT, _REPORTING),
    ),
    Family(
        ("dragino/lt22222-l", "dragino/lt33222-l"),
        "Dragino LT-22222-L user manual, downlink commands 0x02 and 0xA9 (digital outputs), 0x03 (relays), 0x08 (poll)",
        (_RELAYS, _OUTPUTS, _OUTPUTS_PULSE, _POLL),
    ),
)
