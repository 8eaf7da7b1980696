"""The power meter and the switches that Milesight's sockets, wall switches and light controllers share."""

from decoders.formats.milesight_tlv import Entry, Table, Value, number
from telemetry.quantity import ACTIVE_ENERGY, ACTIVE_POWER, CURRENT, POWER_FACTOR, RELAY_CLOSED, VOLTAGE
from telemetry.reading import Reading

METER: Table = {
    0x0374: number("H", Value(VOLTAGE, 10)),
    0x0480: number("I", Value(ACTIVE_POWER)),
    0x0581: number("B", Value(POWER_FACTOR, 100)),
    0x0683: number("I", Value(ACTIVE_ENERGY)),
    0x07C9: number("H", Value(CURRENT, 1000)),
}


def switches(count: int, skipped: int = 0) -> Entry:
    """An entry whose byte behind `skipped` others holds the states of `count` switches, the first in bit 0."""

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        states = payload[offset + skipped]
        readings.extend(Reading(RELAY_CLOSED, float(states >> n & 1), f"switch_{n + 1}") for n in range(count))
        return offset + skipped + 1

    return Entry(add, frozenset({RELAY_CLOSED}))
