"""One child process for the whole session, and codecs written for these tests in every style that exists."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from decoders.codec_js.worker import CodecSource, CodecWorker

CODECS = Path(__file__).parent / "codecs"


@pytest.fixture(scope="session")
def worker() -> Iterator[CodecWorker]:
    worker = CodecWorker()
    yield worker
    worker.close()


@pytest.fixture
def own_worker() -> Iterator[CodecWorker]:
    """A worker that the test may harm."""
    worker = CodecWorker()
    yield worker
    worker.close()


@pytest.fixture
def codecs() -> Path:
    """Folder of the codecs that the repository's tests bring along."""
    return CODECS


@pytest.fixture
def body() -> Callable[[str], CodecSource]:
    """A TS013 codec whose `decodeUplink` has this body."""
    return lambda text: CodecSource.of("test/body", f"function decodeUplink(input) {{ {text} }}")
