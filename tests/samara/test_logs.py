"""What is logged: Samara's own news, and not each visitor's connection."""

import logging
from collections.abc import Iterator

import pytest

from samara import logs
from telemetry.settings import LogSettings


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    ("logger", "level", "shown"),
    [
        ("ingest.receiver", logging.INFO, True),
        ("uvicorn.error", logging.INFO, False),
        ("uvicorn.error", logging.ERROR, True),
        ("httpx", logging.INFO, False),
    ],
)
def test_what_is_logged(logger: str, level: int, shown: bool) -> None:
    logs.set_up(LogSettings())
    assert logging.getLogger(logger).isEnabledFor(level) is shown
