"""Netvox meters of current, pulses and voltages, sockets, relays and sirens."""

from collections.abc import Callable, Iterable, Iterator
from struct import Struct

from decoders.formats.netvox import Family, Report, Value, battery, decoder, numbers, only, sensor
from telemetry.quantity import (
    ACTIVE_ENERGY,
    ACTIVE_POWER,
    ANALOG_INPUT,
    CURRENT,
    CURRENT_LOOP,
    DIGITAL_INPUT,
    DIGITAL_OUTPUT,
    ILLUMINANCE,
    MAINS_FAILURE,
    PULSE_COUNT,
    RELAY_CLOSED,
    RESISTANCE,
    THRESHOLD_ALARM,
    VOLTAGE,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading

_PHASES = ("1", "2", "3")
_INFRARED_PORT = 33


def _amperes(milliamperes: int, multiplier: int, channel: str = MAIN_CHANNEL) -> Reading:
    """A clamp's current; a multiplier of 0 stands for none."""
    return Reading(CURRENT, milliamperes * (multiplier or 1) / 1000, channel)


_CLAMP = Struct(">HB")
_CLAMPS = Struct(">HHHB")
_MULTIPLIERS = (1, 5, 10, 100)


def _clamp(body: bytes) -> Iterator[Reading]:
    yield _amperes(*_CLAMP.unpack_from(body))


def _clamp_and_light(body: bytes) -> Iterator[Reading]:
    yield from _clamp(body)
    yield Reading(ILLUMINANCE, float(int.from_bytes(body[3:7], "big")))


def _clamps(body: bytes) -> Iterator[Reading]:
    """Three clamps and the one multiplier that the report names; it is applied to all three."""
    *currents, multiplier = _CLAMPS.unpack_from(body)
    return (_amperes(current, multiplier, phase) for current, phase in zip(currents, _PHASES, strict=True))


def _clamps_with_multipliers(body: bytes) -> Iterator[Reading]:
    """Three clamps, and two bits for the multiplier of each, the first clamp's lowest."""
    *currents, codes = _CLAMPS.unpack_from(body)
    for n, (current, phase) in enumerate(zip(currents, _PHASES, strict=True)):
        yield _amperes(current, _MULTIPLIERS[codes >> 2 * n & 3], phase)


def _loop(whole: int, tenths: int, channel: str = MAIN_CHANNEL) -> Reading:
    """A 4-20 mA loop, which comes as whole milliamperes and the tenths beyond them: one reading, their sum."""
    return Reading(CURRENT_LOOP, (whole * 10 + tenths) / 10, channel)


def _one_loop(body: bytes) -> Iterator[Reading]:
    yield _loop(body[0], body[1])


def _two_loops(body: bytes) -> Iterator[Reading]:
    yield _loop(body[0], body[2], "1")
    yield _loop(body[1], body[3], "2")


_CONTACT_LOOP_VOLTAGE = Struct(">BBHB")


def _contact_loop_voltage(body: bytes) -> Iterator[Reading]:
    contact, whole, millivolts, tenths = _CONTACT_LOOP_VOLTAGE.unpack_from(body)
    yield Reading(DIGITAL_INPUT, float(contact != 0))
    yield _loop(whole, tenths)
    yield Reading(VOLTAGE, millivolts / 1000)


def _powered(read: Callable[[bytes], Iterable[Reading]], *emits: Quantity) -> Report:
    return battery(Report(read, frozenset(emits)))


_PLUG = {
    1: numbers(
        "BIBBB",
        Value(RELAY_CLOSED),
        Value(ACTIVE_ENERGY),
        Value(THRESHOLD_ALARM, channel="overcurrent"),
        Value(THRESHOLD_ALARM, channel="inrush"),
        Value(MAINS_FAILURE),
    ),
    2: numbers("HHH", Value(VOLTAGE), Value(CURRENT, 1000), Value(ACTIVE_POWER)),
}
_RELAYS = tuple(Value(RELAY_CLOSED, channel=channel) for channel in _PHASES)
_INPUTS = tuple(Value(DIGITAL_INPUT, channel=channel) for channel in _PHASES)
_LIGHT = sensor("xxI", Value(ILLUMINANCE))

DECODER = decoder(
    "the electrical devices",
    (
        Family(_PLUG, {0x0E: "R809A", 0x73: "R816B R816"}),
        Family(only(_powered(_clamp, CURRENT)), {0x49: "R718N1"}),
        Family(
            {1: _powered(_clamps, CURRENT), 2: sensor(""), 3: _powered(_clamps_with_multipliers, CURRENT)},
            {0x4A: "R718N3"},
        ),
        Family(only(_powered(_clamp_and_light, CURRENT, ILLUMINANCE)), {0x98: "R718NL1"}),
        Family(
            {1: _powered(_clamps, CURRENT), 2: _LIGHT, 3: _powered(_clamps_with_multipliers, CURRENT)},
            {0x99: "R718NL3"},
        ),
        Family(
            {
                1: sensor("I", Value(ANALOG_INPUT, channel="1")),
                2: numbers("II", Value(ANALOG_INPUT, channel="2"), Value(ANALOG_INPUT, channel="3")),
            },
            {0xCA: "R718N360"},
        ),
        Family(only(sensor("H", Value(PULSE_COUNT))), {0x1F: "R718H", 0x7F: "R730H"}),
        Family(
            only(sensor("HH", Value(PULSE_COUNT, channel="1"), Value(PULSE_COUNT, channel="2"))),
            {0x3F: "R718H2", 0x80: "R730H2"},
        ),
        Family(
            only(sensor("H", Value(VOLTAGE, 1000))),
            {0x20: "R718IA", 0x2A: "R718IB", 0x74: "R730IA", 0x75: "R730IB"},
        ),
        Family(
            only(sensor("HH", Value(VOLTAGE, 1000, "1"), Value(VOLTAGE, 1000, "2"))),
            {0x41: "R718IA2", 0x42: "R718IB2", 0x76: "R730IA2", 0x77: "R730IB2"},
        ),
        Family(only(_powered(_one_loop, CURRENT_LOOP)), {0x22: "R718KA"}),
        Family(only(_powered(_two_loops, CURRENT_LOOP)), {0x44: "R718KA2"}),
        Family(only(_powered(_contact_loop_voltage, DIGITAL_INPUT, CURRENT_LOOP, VOLTAGE)), {0x5C: "R718IJK"}),
        Family(only(sensor("I", Value(RESISTANCE))), {0x23: "R718KB"}),
        Family(only(numbers("B", Value(RELAY_CLOSED))), {0x71: "RA10", 0xB2: "R831A", 0xB3: "R831B"}),
        Family(only(numbers("BBB", *_RELAYS)), {0xAD: "R831C"}),
        Family(only(numbers("BBBBBB", *_RELAYS, *_INPUTS)), {0xB0: "R831D"}),
        Family(only(numbers("xxB", Value(DIGITAL_OUTPUT, channel="siren"))), {0x69: "R602A"}),
        Family({}, {0x0F: "R211"}),
    ),
    more_ports=frozenset({_INFRARED_PORT}),
)
