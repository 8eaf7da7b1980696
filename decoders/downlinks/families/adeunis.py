"""Adeunis sensors: frame 0x41 writes registers (300 and an index), after which the device restarts."""

from decoders.downlinks.contract import Command, Family, Number

# The documents name no port for downlinks; this is the one of the uplinks.
_PORT = 1

_CONFIGURATION = Command("configuration", "Ask for its configuration, frame 0x10.", _PORT, (b"\x01",))

FAMILIES = (
    Family(
        ("adeunis/comfort", "adeunis/motion"),
        "Adeunis MOTION V2 and COMFORT technical reference manuals, downlink frame 0x01",
        (_CONFIGURATION,),
    ),
    Family(
        ("adeunis/comfort",),
        "Adeunis COMFORT manual, downlink frame 0x41, register 321: sampling period, in steps of 2 s",
        (
            Command(
                "sampling",
                "Set how often it measures; registers 320 and 301 say how many of these make a record and a report.",
                _PORT,
                (b"\x41\x15", Number("interval", "min", 1, 2184, 2, scale=30)),
            ),
        ),
    ),
    Family(
        ("adeunis/modbus",),
        "Adeunis Modbus manual, downlink frame 0x41, register 301: period of the periodic frame, in steps of 10 s",
        (
            Command(
                "reporting",
                "Set how often it reports.",
                _PORT,
                (b"\x41\x01", Number("interval", "min", 1, 10_922, 2, scale=6)),
            ),
        ),
    ),
)
