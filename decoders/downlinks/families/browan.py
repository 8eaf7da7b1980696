"""Browan Tabs sensors: one byte of setting, then its value, little-endian."""

from decoders.downlinks.contract import Command, Family, Number

_PORT = 204


def _interval(name: str, code: int, summary: str) -> Command:
    return Command(name, summary, _PORT, (bytes((code,)), Number("interval", "s", 15, 65_535, 2, order="little")))


def _change(name: str, code: int, summary: str, value: Number) -> Command:
    return Command(name, summary, _PORT, (bytes((code,)), value))


_REPORTING = _interval("reporting", 0, "Set how often it reports when nothing changes.")
_MONITORING = _interval("monitoring", 1, "Set how often it looks whether something has changed.")
_TEMPERATURE_SUMMARY = "Set the change of temperature that is reported at once."
_HUMIDITY_SUMMARY = "Set the change of humidity that is reported at once."

FAMILIES = (
    Family(
        ("browan/tbam100",),
        "Browan TBAM100 reference manual, downlink settings",
        (
            _REPORTING,
            _MONITORING,
            _change(
                "illuminance_change",
                2,
                "Set the change of light that is reported at once.",
                Number("change", "lx", 0, 65_535, 2, order="little"),
            ),
        ),
    ),
    Family(
        ("browan/tbhh100",),
        "Browan TBHH100 reference manual, downlink settings",
        (
            _REPORTING,
            _MONITORING,
            _change("temperature_change", 2, _TEMPERATURE_SUMMARY, Number("change", "Cel", 0, 255, 1)),
            _change("humidity_change", 3, _HUMIDITY_SUMMARY, Number("change", "%RH", 0, 100, 1)),
        ),
    ),
    Family(
        ("browan/tbsl100",),
        "Browan TBSL100 reference manual, downlink settings",
        (
            _REPORTING,
            _MONITORING,
            _change(
                "sound_level", 2, "Set the level of sound that is reported at once.", Number("level", "dB", 40, 100, 1)
            ),
        ),
    ),
    Family(
        ("browan/tbhv110",),
        "Browan TBHV110 reference manual, downlink settings",
        (
            Command(
                "reporting",
                "Set how often it reports when nothing changes; 12 is an hour.",
                _PORT,
                (b"\x00", Number("interval", "× 5 min", 1, 216, 1)),
            ),
            _change("temperature_change", 1, _TEMPERATURE_SUMMARY, Number("change", "Cel", 0, 100, 1)),
            _change("humidity_change", 2, _HUMIDITY_SUMMARY, Number("change", "%RH", 0, 100, 1)),
            _change(
                "air_quality_change",
                3,
                "Set the change of the air quality index that is reported at once.",
                Number("change", "", 0, 255, 1),
            ),
        ),
    ),
)
