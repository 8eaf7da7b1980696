"""MClimate: one byte of command, then its value."""

from decoders.downlinks.contract import Choice, Command, Family, Number

# Devices listen on every port; it is the one that they send on.
_PORT = 2

_KEEP_ALIVE = Command("reporting", "Set how often it reports.", _PORT, (b"\x02", Number("interval", "min", 1, 255, 1)))
_DRY_KEEP_ALIVE = Command(
    "reporting", "Set how often it reports.", _PORT, (b"\x05", Number("interval", "min", 1, 14_400, 2))
)
_VALVE_KEEP_ALIVE = Command(
    "reporting", "Set how often it reports.", _PORT, (b"\x07", Number("interval", "min", 1, 255, 1))
)
_RESTART = Command(
    "reboot", "Restart the device, which calibrates its motor and joins again; never confirmed.", _PORT, (b"\x30",)
)
_OPENING = Command(
    "opening",
    "Open the valve so far, in manual mode (firmware 4.3).",
    _PORT,
    (b"\x4e", Number("share", "%", 0, 100, 1)),
)
_RELAY = Command("relay", "Switch the relay.", _PORT, (b"\xc1", Choice("state", {"off": b"\x00", "on": b"\x01"})))
_POWER = Command("power", "Switch the thermostat.", _PORT, (b"\x66", Choice("state", {"off": b"\x00", "on": b"\x01"})))
_CO2_LIMITS = Command(
    "co2_limits",
    "Set from which CO2 the air counts as medium, and as bad.",
    _PORT,
    (b"\x1e", Number("medium", "[ppm]", 400, 10_000, 2), Number("bad", "[ppm]", 400, 10_000, 2)),
)


def _target(code: bytes, low: float, high: float, *, fine: bool = False, name: str = "target") -> Command:
    size, scale = (2, 10) if fine else (1, 1)
    number = Number("temperature", "Cel", low, high, size, scale=scale)
    return Command(name, "Set the target temperature.", _PORT, (code, number))


_VALVE = (
    Command(
        "valve",
        "Open or close the valve, for good.",
        _PORT,
        (b"\x01", Choice("state", {"open": b"\x02\x00", "closed": b"\x00\x03"})),
    ),
    Command(
        "cycle",
        "Open and close the valve by turns.",
        _PORT,
        (b"\x01", Number("open", "min", 1, 255, 1), Number("closed", "min", 1, 255, 1)),
    ),
    Command(
        "alarm_duration",
        "Set how long a leak's alarm sounds.",
        _PORT,
        (b"\x06", Number("duration", "min", 0.5, 42, 1, scale=6)),
    ),
)
_SPEC = "docs.mclimate.eu, device communication protocols"

# A later family replaces a command of an earlier one: two devices have their own code for the interval.
FAMILIES = (
    Family(("mclimate/*",), _SPEC, (_KEEP_ALIVE,)),
    Family(
        ("mclimate_vicki", "mclimate/vicki*"),
        _SPEC,
        (_target(b"\x0e", 5, 30), _target(b"\x51", 5, 30, fine=True, name="fine_target"), _OPENING, _RESTART),
    ),
    Family(
        ("mclimate_wireless_thermostat", "mclimate/wireless-thermostat*"),
        _SPEC,
        (_target(b"\x2e", 5, 30), _target(b"\x50", 5, 30, fine=True, name="fine_target")),
    ),
    Family(("mclimate_fan_coil", "mclimate/fan-coil-thermostat*"), _SPEC, (_target(b"\x2e", 0, 40, fine=True), _POWER)),
    Family(("mclimate_relay16*", "mclimate/16a*"), _SPEC, (_RELAY,)),
    Family(("mclimate_co2_sensor", "mclimate/co2-sensor*"), _SPEC, (_CO2_LIMITS,)),
    Family(("mclimate_t_flood", "mclimate/flood-sensor*"), _SPEC, (_DRY_KEEP_ALIVE,)),
    Family(("mclimate_t_valve", "mclimate/t-valve*"), _SPEC, (_VALVE_KEEP_ALIVE, *_VALVE)),
)
