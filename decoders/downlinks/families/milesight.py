"""Milesight sensors and controllers: channel FF sets the configuration, outputs have channels of their own."""

from decoders.downlinks.contract import Choice, Command, Family, Number

_PORT = 85

_OFF_ON = {"off": b"\x00", "on": b"\x01"}


def _seconds(name: str) -> Number:
    return Number(name, "s", 1, 64_800, 2, order="little")


_REBOOT = Command("reboot", "Restart the device.", _PORT, (b"\xff\x10\xff",))
_REPORTING = Command("reporting", "Set how often it reports.", _PORT, (b"\xff\x03", _seconds("interval")))
_COLLECTION = Command("collection", "Set how often it measures.", _PORT, (b"\xff\x02", _seconds("interval")))
_OUTPUT = Command(
    "output",
    "Switch a digital output.",
    _PORT,
    (Choice("output", {"1": b"\x07", "2": b"\x08"}), Choice("state", _OFF_ON), b"\xff"),
)
_OUTPUT_PULSE = Command(
    "output_pulse",
    "Switch a digital output, and back after a time.",
    _PORT,
    (
        b"\xff\x93",
        Choice("output", {"1": b"\x01", "2": b"\x02"}),
        Choice("state", _OFF_ON),
        Number("duration", "s", 0.001, 3600, 4, scale=1000, order="little"),
    ),
)

FAMILIES = (
    Family(
        ("milesight-iot/am1*", "milesight-iot/am3*", "milesight-iot/em3*", "milesight-iot/em5*"),
        "Milesight user guides, downlink commands; product encoders published by the vendor",
        (_REBOOT, _REPORTING),
    ),
    Family(
        ("milesight-iot/ct10?", "milesight-iot/ws30?"),
        "Milesight user guides, downlink commands",
        (_REBOOT,),
    ),
    Family(
        ("milesight-iot/uc300",),
        "Milesight UC300 encoder, published by the vendor",
        (_REBOOT, _REPORTING, _COLLECTION, _OUTPUT, _OUTPUT_PULSE),
    ),
)
