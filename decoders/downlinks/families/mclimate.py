"""MClimate: one byte of command, then its value."""

from decoders.downlinks.contract import Choice, Command, Family, Number

# Devices listen on every port; it is the one that they send on.
_PORT = 2

_KEEP_ALIVE = Command("reporting", "Set how often it reports.", _PORT, (b"\x02", Number("interval", "min", 1, 255, 1)))
_TARGET = Command(
    "target",
    "Set the target temperature of the radiator valve.",
    _PORT,
    (b"\x0e", Number("temperature", "Cel", 5, 30, 1)),
)
_RELAY = Command("relay", "Switch the relay.", _PORT, (b"\xc1", Choice("state", {"off": b"\x00", "on": b"\x01"})))
_SPEC = "MClimate device communication protocols, commands 0x02 (keep-alive), 0x0E (target) and 0xC1 (relay)"

FAMILIES = (
    Family(("mclimate/*",), _SPEC, (_KEEP_ALIVE,)),
    Family(("mclimate_vicki", "mclimate/vicki*"), _SPEC, (_TARGET,)),
    Family(("mclimate_relay16*", "mclimate/16a*"), _SPEC, (_RELAY,)),
)
