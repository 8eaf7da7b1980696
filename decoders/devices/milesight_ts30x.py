"""Milesight TS301 and TS302, one or two probes of temperature or of a door."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Table, Value, decoder, emits, number, numbers, state
from telemetry.quantity import DOOR_OPEN, PROBE_TEMPERATURE, THRESHOLD_ALARM


def _channel(n: int) -> Table:
    """What the n-th probe may send."""
    temperature = Value(PROBE_TEMPERATURE, 10, str(n), missing=(-1, -3))
    return {
        0x0267 + 0x100 * n: number("h", temperature),
        0x0200 + 0x100 * n: state(DOOR_OPEN, str(n)),
        0x8267 + 0x100 * n: numbers("hB", temperature, Value(THRESHOLD_ALARM, channel=str(n))),
        # The change that set the alarm off and the kind of alarm follow.
        0x92D7 + 0x100 * n: numbers("hxxx", temperature),
    }


_TABLE: Table = {0x0175: BATTERY, **_channel(1), **_channel(2)}

DECODER = Decoder(
    vendor="Milesight",
    models=("TS301", "TS302", "TS30x"),
    spec="TS30x User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    unverified="no frame or document at hand confirms this layout",
    aliases=("milesight-iot/ts301", "milesight-iot/ts302", "milesight-iot/ts30x"),
)
