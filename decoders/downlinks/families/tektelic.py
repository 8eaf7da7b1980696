"""Tektelic sensors: registers on port 100, their highest bit set to write; saved to flash by a command of its own."""

from decoders.downlinks.contract import Command, Family, Number

_PORT = 100

FAMILIES = (
    Family(
        ("tektelic/*",),
        "Tektelic technical reference manuals, registers 0x20 (seconds per core tick) and 0x70 (flash memory)",
        (
            Command(
                "reporting",
                "Set the core tick, by which all reports are counted; lost at a restart unless saved.",
                _PORT,
                (b"\xa0", Number("interval", "s", 60, 86_400, 4)),
            ),
            Command("save", "Save the configuration to flash.", _PORT, (b"\xf0\x40\x00",)),
            Command("reboot", "Restart the device, without saving.", _PORT, (b"\xf0\x00\x01",)),
        ),
    ),
    Family(
        ("tektelic_room", "tektelic/t00061xx", "tektelic/t00067xx", "tektelic/t00078xx"),
        "Tektelic data-converters, comfort-vivid 4.3, registers 0x3B and 0x3C (thresholds of the temperature)",
        (
            Command(
                "temperature_limits",
                "Set the limits of the temperature and watch them; lost at a restart unless saved.",
                _PORT,
                (b"\xbb", Number("high", "Cel", -40, 100, 1), Number("low", "Cel", -40, 100, 1), b"\xbc\x01"),
            ),
            Command("no_temperature_limits", "Watch the temperature no more.", _PORT, (b"\xbc\x00",)),
        ),
    ),
)
