from datetime import UTC, datetime

import pytest
from console_world import World

from dashboards.console.watcher import Watcher


@pytest.fixture
def world() -> World:
    """The territory at a fixed noon, empty of readings."""
    return World(datetime(2026, 11, 21, 12, tzinfo=UTC))


@pytest.fixture
def watcher(world: World) -> Watcher:
    """A watcher on it that steps when told to, always at noon unless the world's clock is moved."""
    watcher = Watcher(world.services, lambda: world.now_ms)
    watcher.subscribe()
    return watcher
