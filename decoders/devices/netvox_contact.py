"""Netvox sensors of states: doors, contacts, leaks, buttons, smoke, occupancy and light."""

from collections.abc import Iterator
from struct import Struct

from decoders.formats.netvox import HUMIDITY, TEMPERATURE, Family, Report, Value, battery, decoder, only, sensor
from telemetry.quantity import (
    ACTUATION_COUNT,
    AIR_TEMPERATURE,
    BUTTON_PRESSED,
    DEVICE_FAULT,
    DIGITAL_INPUT,
    DIGITAL_OUTPUT,
    DISTANCE,
    DOOR_OPEN,
    GAS_ALARM,
    GLASS_BREAK,
    HEAT_ALARM,
    ILLUMINANCE,
    MOTION,
    OCCUPANCY,
    PARKING_OCCUPIED,
    RELATIVE_HUMIDITY,
    SMOKE,
    SOS,
    TAMPER,
    THRESHOLD_ALARM,
    VIBRATION,
    WATER_LEAK,
    Quantity,
)
from telemetry.reading import Reading

_NO_LEAK, _CUT_CABLE = 0, 0xFFFF


def _gangs(quantity: Quantity, count: int) -> Report:
    """The battery, then a state of each of several like inputs."""
    return sensor("B" * count, *(Value(quantity, channel=str(n)) for n in range(1, count + 1)))


def _cable(body: bytes) -> Iterator[Reading]:
    """Where along the cable the water is, in tenths of a metre; 0 is nowhere, and all ones a cut cable."""
    place = int.from_bytes(body[:2], "big")
    yield Reading(DEVICE_FAULT, float(place == _CUT_CABLE))
    if place != _CUT_CABLE:
        yield Reading(WATER_LEAK, float(place != _NO_LEAK))
        if place != _NO_LEAK:
            yield Reading(DISTANCE, place / 10)


_ROOM = Struct(">HHhB")
_HAS_CLIMATE = 0x0001
_ROOM_STATES = (
    Value(MOTION),
    Value(SOS),
    Value(THRESHOLD_ALARM, channel="tilt"),
    Value(DOOR_OPEN, channel="internal"),
    Value(DOOR_OPEN, channel="external_1"),
    Value(DOOR_OPEN, channel="external_2"),
    Value(VIBRATION, channel="internal"),
    Value(VIBRATION, channel="external"),
    Value(DIGITAL_INPUT),
    Value(DIGITAL_OUTPUT),
    Value(GLASS_BREAK, channel="1"),
    Value(GLASS_BREAK, channel="2"),
    Value(WATER_LEAK, channel="1"),
    Value(WATER_LEAK, channel="2"),
)
"""The states of the R315, from the lowest bit; the bits that say whether they are fitted stand two higher."""


def _room(body: bytes) -> Iterator[Reading]:
    """The functions that are fitted, the states, and a humidity in half percents."""
    fitted, states, temperature, humidity = _ROOM.unpack_from(body)
    for bit, value in enumerate(_ROOM_STATES):
        if fitted >> bit + 2 & 1:
            yield value.reading(states >> bit & 1)
    if fitted & _HAS_CLIMATE:
        yield TEMPERATURE.reading(temperature)
        yield Reading(RELATIVE_HUMIDITY, humidity / 2)


_ROOM_REPORT = battery(
    Report(_room, frozenset({AIR_TEMPERATURE, RELATIVE_HUMIDITY, *(value.quantity for value in _ROOM_STATES)}))
)

DECODER = decoder(
    "the contact sensors",
    (
        Family(
            only(sensor("B", Value(DOOR_OPEN))),
            {0x02: "R311A", 0x1D: "R718F", 0x25: "R718LB", 0x7D: "R730F", 0x8D: "R730LB"},
        ),
        Family(
            only(_gangs(DOOR_OPEN, 2)),
            {0x3E: "R718F2", 0x45: "R718LB2", 0x6C: "R311CC R313CC", 0x7E: "R730F2", 0x8E: "R730LB2"},
        ),
        Family(only(sensor("BB", Value(DOOR_OPEN), Value(GLASS_BREAK))), {0x56: "R311CB R313CB"}),
        Family(
            only(sensor("B", Value(DIGITAL_INPUT))),
            {
                0x21: "R718J",
                0x5A: "R311WA R313WA",
                0x5B: "R718Q R718PQ",
                0x97: "R718QA R718PQA",
                0x9E: "R311K R313K",
                0x9F: "R718VA R718VB",
                0xB7: "R720F",
            },
        ),
        Family(only(_gangs(DIGITAL_INPUT, 2)), {0x43: "R718J2", 0x4C: "R311CA R313CA"}),
        Family(
            only(sensor("B", Value(WATER_LEAK))),
            {0x12: "R718WB", 0x32: "R718WA", 0x85: "R730WA", 0x87: "R730WB"},
        ),
        Family(
            only(_gangs(WATER_LEAK, 2)),
            {0x06: "R311W", 0x46: "R718WA2", 0x47: "R718WB2", 0x86: "R730WA2", 0x88: "R730WB2"},
        ),
        Family(only(sensor("hHB", TEMPERATURE, HUMIDITY, Value(WATER_LEAK))), {0x6B: "R718WBA", 0xBE: "R718WAA"}),
        Family(
            only(battery(Report(_cable, frozenset({DEVICE_FAULT, DISTANCE, WATER_LEAK})))),
            {0x0C: "RA07W", 0x8F: "R718WE"},
        ),
        Family(only(sensor("B", Value(SOS))), {0x10: "RB02I", 0x4D: "R312A"}),
        Family(only(sensor("B", Value(BUTTON_PRESSED))), {0x31: "R718T", 0x55: "R312"}),
        Family(only(_gangs(BUTTON_PRESSED, 2)), {0x48: "R718T2", 0xA6: "RB02B"}),
        Family(only(_gangs(BUTTON_PRESSED, 3)), {0xA7: "RB02C"}),
        Family(only(sensor("hHB", TEMPERATURE, HUMIDITY, Value(BUTTON_PRESSED))), {0xC1: "R718TA"}),
        Family(
            only(sensor("BBh", Value(SMOKE), Value(HEAT_ALARM), Value(AIR_TEMPERATURE, 10))),
            {0x0A: "RA02A"},
        ),
        Family(only(sensor("BB", Value(GAS_ALARM), Value(HEAT_ALARM))), {0x11: "RA02C"}),
        Family(
            only(sensor("hHBB", TEMPERATURE, Value(ILLUMINANCE), Value(OCCUPANCY), Value(TAMPER))),
            {0x03: "RB11E", 0x07: "RB11E1"},
        ),
        Family(only(sensor("H", Value(ILLUMINANCE))), {0x04: "R311G", 0x4B: "R311B"}),
        Family(only(sensor("I", Value(ILLUMINANCE))), {0x1E: "R718G"}),
        Family(only(sensor("B", Value(PARKING_OCCUPIED))), {0x59: "R719A"}),
        Family({1: _ROOM_REPORT, 2: sensor("H", Value(ILLUMINANCE))}, {0xD2: "R315"}),
        Family(
            only(sensor("IBB", Value(ACTUATION_COUNT), Value(DEVICE_FAULT), Value(WATER_LEAK))),
            {0xD4: "R720FLT"},
        ),
        Family({}, {0xD3: "R309"}),
    ),
)
