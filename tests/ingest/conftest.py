"""What the tests of the feed and of its consumers share: a journal in memory and a pipeline over it."""

import pytest
from counting_pipeline import CountingPipeline

from ingest.feed import DecodedFeed
from telemetry.memory import MemoryJournal, MemoryRegistry
from telemetry.metrics import Metrics


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def registry() -> MemoryRegistry:
    return MemoryRegistry()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def pipeline(registry: MemoryRegistry) -> CountingPipeline:
    return CountingPipeline(registry)


@pytest.fixture
def feed(journal: MemoryJournal, pipeline: CountingPipeline) -> DecodedFeed:
    """A feed whose window is small enough to fall out of."""
    return DecodedFeed(journal, pipeline, 60_000, window=8)
