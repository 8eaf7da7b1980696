"""Netvox: one frame of eleven bytes sets the reporting; what follows the intervals depends on the model.

It begins with 01 and the device type, and is read back under 82 with the same fields.
"""

from decoders.downlinks.contract import Choice, Command, Family, Number

_PORT = 7
_SIZE = 5
"""Bytes that follow the intervals, unused ones zero."""


def _change(name: str, unit: str, high: float, size: int = 2, scale: int = 1) -> Number:
    return Number(name, unit, 0, high, size, scale=scale, default="0")


_BATTERY = _change("battery_change", "V", 25.5, 1, 10)


def _reporting(name: str, models: dict[str, int], *changes: Number) -> Command:
    words = {model: bytes([kind]) for model, kind in models.items()}
    unused = bytes(_SIZE - sum(change.size for change in changes))
    intervals = Number("shortest", "s", 1, 65_535, 2), Number("longest", "s", 1, 65_535, 2)
    summary = "Set how often, and at which changes, it reports."
    return Command(name, summary, _PORT, (b"\x01", Choice("model", words), *intervals, *changes, unused))


_PLAIN = {
    "R602A": 0x69,
    "R720G": 0xB5,
    "R726": 0x09,
    "R72616": 0x36,
    "R831D": 0xB0,
    "RA07W": 0x0C,
    "RA10": 0x71,
}
_BATTERY_ONLY = {
    "R311A": 0x02,
    "R311CB": 0x56,
    "R311DA": 0xA8,
    "R311FA": 0x4F,
    "R311FB": 0x50,
    "R311FC": 0x51,
    "R311K": 0x9E,
    "R312": 0x55,
    "R718DA": 0x1A,
    "R718DA2": 0x2F,
    "R718DB": 0x1B,
    "R718DB2": 0x3D,
    "R718F": 0x1D,
    "R718F2": 0x3E,
    "R718J": 0x21,
    "R718LB2": 0x45,
    "R718MA": 0x26,
    "R718MBA": 0x27,
    "R718MBC": 0x2C,
    "R718Q": 0x5B,
    "R718WA": 0x32,
    "R718WA2": 0x46,
    "R718WB": 0x12,
    "R718WB2": 0x47,
    "R730MBA": 0x82,
    "RA02C": 0x11,
    "RB02B": 0xA6,
    "RB02I": 0x10,
}
_TENTHS = {"R718B": 0x95, "R718B2": 0x14, "R718CK2": 0x16, "R730CK2": 0x79, "R730CT2": 0x7A}

_LIMITS_PORT = 16
_PHASE = Choice("phase", {"1": b"\x00", "2": b"\x01", "3": b"\x02"})


def _milliamperes(name: str) -> Number:
    return Number(name, "mA", 0, 1_000_000, 4)


FAMILIES = (
    Family(
        ("netvox/*",),
        "Netvox LoRaWAN application command, ConfigReport 0x01 on port 7",
        (
            _reporting("reporting", _PLAIN),
            _reporting("battery_reporting", _BATTERY_ONLY, _BATTERY),
            _reporting(
                "climate_reporting",
                {"R711": 0x01},
                _BATTERY,
                _change("temperature_change", "Cel", 100, scale=100),
                _change("humidity_change", "%", 100, scale=100),
            ),
            _reporting("temperature_reporting", _TENTHS, _BATTERY, _change("temperature_change", "Cel", 100, scale=10)),
            _reporting(
                "fine_temperature_reporting",
                {"R718AD": 0x9C},
                _BATTERY,
                _change("temperature_change", "Cel", 100, scale=100),
            ),
            _reporting("current_reporting", {"R718N1": 0x49, "R718N3": 0x4A}, _change("current_change", "mA", 65_535)),
            _reporting(
                "current_light_reporting",
                {"R718NL1": 0x98},
                _change("current_change", "mA", 65_535),
                _change("illuminance_change", "lx", 65_535),
            ),
            _reporting("distance_reporting", {"R718PE": 0xB1}, _BATTERY, _change("distance_change", "mm", 65_535)),
        ),
    ),
    Family(
        ("netvox/r718n360",),
        "Netvox R718N360 user manual, §5.3, SetSensorAlarmThreshold 0x01 on port 16",
        (
            Command(
                "current_limits",
                "R718N360: set the limits at which it reports a phase's current.",
                _LIMITS_PORT,
                (b"\x01", _PHASE, b"\x27", _milliamperes("high"), _milliamperes("low")),
            ),
            Command("no_limits", "R718N360: drop all limits.", _LIMITS_PORT, (b"\x01" + bytes(10),)),
        ),
    ),
)
