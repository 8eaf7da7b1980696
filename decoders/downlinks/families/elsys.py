"""Elsys sensors: header 3E, a length, then settings, each with a type before its value."""

from decoders.downlinks.contract import Command, Family, Number

# The port of the uplinks and one; theirs is 5 unless it was set otherwise.
_PORT = 6

FAMILIES = (
    Family(
        ("elsys/*",),
        "Elsys, Sensor downlink payload v2: settings 0x14 (SplPer), 0x1F (SendPer) and 0xF9 (request of the settings)",
        (
            Command(
                "reporting",
                "Set its time base: how often it measures, and reports unless `send_every` says otherwise.",
                _PORT,
                (b"\x3e\x05\x14", Number("interval", "s", 10, 604_800, 4)),
            ),
            Command(
                "send_every",
                "Set after how many time bases it sends.",
                _PORT,
                (b"\x3e\x05\x1f", Number("count", "", 1, 65_535, 4)),
            ),
            Command("settings", "Ask for its settings.", _PORT, (b"\x3e\x01\xf9",)),
        ),
    ),
)
