"""A fleet and some of its days, made once."""

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ingest.sources.contract import Sources
from simulators.demo import SOURCES
from simulators.fleet import Fleet
from simulators.spot import Spot
from telemetry.record import JournalEntry, RawMessage
from telemetry.uplink import Event, Uplink

START = datetime(2026, 10, 23, 20, tzinfo=UTC)
DAYS = 3
"""Three days with the end of summer time in the middle."""


@pytest.fixture(scope="session")
def start() -> datetime:
    """When the fleet's days begin."""
    return START


@pytest.fixture(scope="session")
def fleet() -> Fleet:
    return Fleet(seed=1)


@pytest.fixture(scope="session")
def messages(fleet: Fleet) -> list[RawMessage]:
    """What the fleet says in three days."""
    return list(fleet.events(START, START + timedelta(days=DAYS)))


@pytest.fixture(scope="session")
def uplinks(messages: list[RawMessage]) -> dict[str, list[dict[str, Any]]]:
    """Those of its uplinks that come by ChirpStack, as its objects, by device."""
    by_device: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for message in messages:
        if message.source == "chirpstack" and message.topic.endswith("/up"):
            event = json.loads(message.payload)
            by_device[event["deviceInfo"]["devEui"]].append(event)
    return by_device


@pytest.fixture(scope="session")
def heard(messages: list[RawMessage]) -> dict[str, dict[str, list[Event]]]:
    """What the ingest's own sources make of all messages, by source and device."""
    sources = Sources.named(SOURCES)
    found: dict[str, dict[str, list[Event]]] = {name: defaultdict(list) for name in SOURCES}
    for seq, message in enumerate(messages):
        assert sources.name_for(message.topic) == message.source
        for event in sources.parse(JournalEntry(seq, *message)):
            found[message.source][event.dev_eui].append(event)
    return found


@pytest.fixture(scope="session")
def frames(heard: dict[str, dict[str, list[Event]]]) -> dict[str, list[Uplink]]:
    """The uplinks among it, by device, whatever network they came by."""
    devices = (item for by_device in heard.values() for item in by_device.items())
    found = {dev_eui: [event for event in events if isinstance(event, Uplink)] for dev_eui, events in devices}
    return {dev_eui: uplinks for dev_eui, uplinks in found.items() if uplinks}


@pytest.fixture
def spot() -> Spot:
    """A place in Amiens."""
    return Spot(key=11, site_key=12, latitude=49.894, longitude=2.302, population=136_000, installed=1_730_000_000.0)
