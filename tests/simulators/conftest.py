"""A fleet and some of its days, made once."""

import json
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulators.fleet import Fleet
from simulators.spot import Spot
from telemetry.record import RawMessage
from telemetry.uplink import Uplink

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
    """Its uplinks as ChirpStack's objects, by device."""
    by_device: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for message in messages:
        if message.topic.endswith("/up"):
            event = json.loads(message.payload)
            by_device[event["deviceInfo"]["devEui"]].append(event)
    return by_device


@pytest.fixture
def as_uplink() -> Callable[[dict[str, Any]], Uplink]:
    """What a decoder is given of an event."""

    def convert(event: dict[str, Any]) -> Uplink:
        time = datetime.fromisoformat(event["time"])
        return Uplink(event["deviceInfo"]["devEui"], time, event["fPort"], b64decode(event["data"]))

    return convert


@pytest.fixture
def spot() -> Spot:
    """A place in Amiens."""
    return Spot(key=11, site_key=12, latitude=49.894, longitude=2.302, population=136_000, installed=1_730_000_000.0)
