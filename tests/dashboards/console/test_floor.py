"""The floor of a datacenter, from tags and readings; and the drawing of the network."""

import pytest
from console_alarms import TOPOLOGY

from dashboards.console.fleet import Vitals
from dashboards.console.floor import floor_of
from dashboards.console.network_drawing import drawing
from telemetry import quantity as q
from telemetry.alarm import Alarm, Severity, Source
from telemetry.device import Device
from telemetry.i18n import translator
from telemetry.quantity import Quantity
from telemetry.series import Sample, Series


def device(name: str, *quantities: Quantity, **tags: str) -> Vitals:
    latest = {n: (Series(n, name, quantity, "main"), Sample(1, 20.0)) for n, quantity in enumerate(quantities)}
    return Vitals(Device(name, name=name, tags=tags), 1, latest)


@pytest.mark.parametrize(
    ("quantities", "part"),
    [
        ((q.UPS_LOAD, q.ACTIVE_POWER), "ups"),
        ((q.SUPPLY_TEMPERATURE, q.AIR_TEMPERATURE), "cooling"),
        ((q.ACTIVE_POWER, q.VOLTAGE), "feeds"),
    ],
)
def test_a_device_is_what_it_says(quantities: tuple[Quantity, ...], part: str) -> None:
    floor = floor_of([device("x", *quantities)], [])
    assert [tile.vitals.device.name for tile in getattr(floor, part)] == ["x"]
    assert floor.rooms == {}


def test_racks_stand_in_their_rooms_with_their_alarms() -> None:
    devices = [
        device("b", q.AIR_TEMPERATURE, room="1", rack="B"),
        device("a", q.RELATIVE_HUMIDITY, q.AIR_TEMPERATURE, room="1", rack="A"),
        device("c", q.WATER_LEAK),
    ]
    alarms = [
        Alarm(Source("hot", "dc", "dc", "a"), Severity.MINOR, 1, 1),
        Alarm(Source("dry", "dc", "dc", "a"), Severity.MAJOR, 1, 1),
        Alarm(Source("hot", "dc", "dc", "b"), Severity.MAJOR, 1, 1, active=False),
    ]
    rooms = floor_of(devices, alarms).rooms
    assert {room: list(racks) for room, racks in rooms.items()} == {"": [""], "1": ["A", "B"]}
    [a], [b] = rooms["1"]["A"], rooms["1"]["B"]
    assert (a.gravest, b.gravest) == (Severity.MAJOR, None)
    assert a.headline
    assert a.headline[0].quantity is q.AIR_TEMPERATURE


def test_drawing_of_a_node() -> None:
    svg = drawing(TOPOLOGY, TOPOLOGY.node("COR"), lambda node: node.code == "ALB", translator("en"))
    assert svg.count("<line") == 2
    assert svg.count('class="node down"') == 1
    assert "NRO d&#x27;Albert" in svg
