"""Milesight sensors and controllers: channel FF sets the configuration, outputs have channels of their own."""

from decoders.downlinks.contract import Choice, Command, Family, Number

_PORT = 85

_OFF_ON = {"off": b"\x00", "on": b"\x01"}


_OPENED = {"closed": 0x00, "open": 0x20}


def _seconds(name: str, low: int = 1) -> Number:
    return Number(name, "s", low, 64_800, 2, order="little")


def _minutes(which: bytes) -> Command:
    return Command(
        "reporting",
        "Set how often it reports.",
        _PORT,
        (b"\xff\x8e" + which, Number("interval", "min", 1, 1440, 2, order="little")),
    )


def _wall_switch(number: int) -> Command:
    """One switch of a WS50x: the high bits say which of them is meant, the low bits its state."""
    states = {word: bytes((0x10 << number - 1 | code << number - 1,)) for word, code in (("off", 0), ("on", 1))}
    return Command(f"switch{number}", f"Turn switch {number} on or off.", _PORT, (b"\xff\x29", Choice("state", states)))


def _valve_tasks(number: int) -> tuple[Command, ...]:
    """What a UC51x does with one valve: bit 5 opens it, bit 6 says that a count of pulses follows."""
    states, counted = (
        Choice("state", {word: bytes((code | with_pulses | number - 1, 0)) for word, code in _OPENED.items()})
        for with_pulses in (0x00, 0x40)
    )
    return (
        Command(
            f"valve{number}", f"Open or close valve {number} (hardware 4.0 or later).", _PORT, (b"\xff\x1d", states)
        ),
        Command(
            f"valve{number}_pulses",
            f"Open or close valve {number} until its meter has counted pulses (hardware 4.0 or later).",
            _PORT,
            (b"\xff\x1d", counted, Number("pulses", "", 1, 4_294_967_295, 4, order="little")),
        ),
    )


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
_SLOW_REPORTING, _SLOW_COLLECTION, _SWITCH_REPORTING = (
    Command(name, summary, _PORT, (code, _seconds("interval", low)))
    for name, summary, code, low in (
        ("reporting", _REPORTING.summary, b"\xff\x03", 10),
        ("collection", _COLLECTION.summary, b"\xff\x02", 10),
        ("reporting", _REPORTING.summary, b"\xff\x03", 60),
    )
)
_RADAR_COLLECTION, _PEOPLE_COLLECTION = (
    Command("collection", _COLLECTION.summary, _PORT, (code, Number("interval", "min", 1, high, 2, order="little")))
    for code, high in ((b"\xf9\x39", 1440), (b"\xff\x02", 60))
)
_SOCKET = Command("socket", "Switch the socket.", _PORT, (b"\x08", Choice("state", _OFF_ON), b"\xff\xff"))
_SOCKET_LATER = Command(
    "socket_later",
    "Switch the socket after a time.",
    _PORT,
    (
        b"\xff\x22\x00",
        Number("delay", "s", 0, 65_535, 2, order="little"),
        Choice("state", {"off": b"\x10", "on": b"\x11"}),
    ),
)
_GAS_SHUTOFF = tuple(
    Command(name, summary, _PORT, (code, b"\x00", Choice("state", _OFF_ON), b"\xff"))
    for name, summary, code in (
        ("valve", "Drive the output of the gas valve.", b"\x06"),
        ("relay", "Switch the relay output.", b"\x07"),
    )
)
_OPENING = Command(
    "opening",
    "Turn a valve; from 101 to 200 a valve of three ways opens to its right.",
    _PORT,
    (b"\xf9\x19", Choice("valve", {"1": b"\x00", "2": b"\x01"}), b"\x00", Number("opening", "%", 0, 200, 1)),
)
_AIR_REPORTING = Command(
    "reporting", _REPORTING.summary, _PORT, (b"\x60\x00", Number("interval", "s", 60, 64_800, 2, order="little"))
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
    Family(
        tuple(f"milesight-iot/{name}" for name in ("em400-*", "uc50?", "uc50?-v1")),
        "Milesight user guides, downlink commands; product encoders published by the vendor",
        (_REBOOT, _REPORTING, _COLLECTION),
    ),
    Family(
        tuple(f"milesight-iot/{name}" for name in ("ws101", "vs13?", "uc100", "gs101")),
        "Milesight user guides, downlink commands; product encoders published by the vendor",
        (_REBOOT, _REPORTING),
    ),
    Family(("milesight-iot/gs101",), "Milesight GS101 user guide, §6.3", _GAS_SHUTOFF),
    Family(
        tuple(
            f"milesight-iot/{name}"
            for name in (
                *("vs34?", "vs35?", "vs360", "vs321", "ts201", "ts30?", "wt101"),
                *("ct30?", "ct310", "ct3xx", "em410-rdl", "at101"),
            )
        ),
        "Milesight product documents, downlink commands; product codecs published by the vendor",
        (_REBOOT, _minutes(b"\x00")),
    ),
    Family(
        ("milesight-iot/vs370",),
        "Milesight VS370 document, downlink commands: the byte before its interval is 01",
        (_REBOOT, _minutes(b"\x01")),
    ),
    Family(("milesight-iot/gs601",), "Milesight GS601 encoder, report_interval", (_AIR_REPORTING,)),
    Family(
        ("milesight-iot/uc51?",),
        "Milesight UC511 and UC512 encoder, published by the vendor",
        (_REBOOT, _SLOW_REPORTING, _SLOW_COLLECTION, *_valve_tasks(1), *_valve_tasks(2)),
    ),
    Family(
        ("milesight-iot/uc521",),
        "Milesight UC521 encoder, published by the vendor",
        (_REBOOT, _minutes(b"\x00"), _OPENING),
    ),
    Family(
        ("milesight-iot/em410-rdl",),
        "Milesight EM410-RDL encoder, setCollectionInterval",
        (_RADAR_COLLECTION,),
    ),
    Family(
        ("milesight-iot/ts201", "milesight-iot/ts30?"),
        "Milesight TS201 and TS302 encoders, setCollectionInterval",
        (_COLLECTION,),
    ),
    Family(("milesight-iot/vs321",), "Milesight VS321 encoder, setCollectionInterval", (_PEOPLE_COLLECTION,)),
    Family(
        ("milesight-iot/ws501", "milesight-iot/ws502", "milesight-iot/ws503"),
        "Milesight WS501, WS502 and WS503 encoders (theirs for China differ)",
        (_REBOOT, _SWITCH_REPORTING, _wall_switch(1)),
    ),
    Family(
        ("milesight-iot/ws502", "milesight-iot/ws503"),
        "Milesight WS502 and WS503 encoders, updateSwitch",
        (_wall_switch(2),),
    ),
    Family(("milesight-iot/ws503",), "Milesight WS503 encoder, updateSwitch", (_wall_switch(3),)),
    Family(
        ("milesight-iot/ws52?", "milesight-iot/ws51?"),
        "Milesight WS523 and WS513 encoders",
        (_REBOOT, _REPORTING, _SOCKET, _SOCKET_LATER),
    ),
)
