"""The readings of one series as a JSON document, in pieces: memory does not grow with the range."""

from collections.abc import Callable, Generator

from api.answers import encode
from api.rows import Run, blocks
from api.schemas import Reading, ReadingsHead
from telemetry.times import from_ms


def as_json(head: ReadingsHead, run: Run, limit: int, rest: Callable[[int], str]) -> Generator[bytes]:
    """A `Readings` document of at most `limit` readings; `rest` gives the path of what begins at a time (ms)."""
    # The head is a JSON object whose closing brace gives way to the readings.
    yield encode(head)[:-1] + b',"readings":['
    separator = b""
    for block in blocks([run], limit):
        columns = zip(block.times, block.values, block.suspects(), strict=True)
        readings = [Reading(from_ms(time), value, suspect) for time, value, suspect in columns]
        yield separator + encode(readings)[1:-1]
        separator = b","
    following = next(run.samples, None)
    yield b'],"next":%b}' % encode(following and rest(following.time_ms))


def rfc3339(time_ms: int) -> str:
    """A stored time as text, to the millisecond."""
    return from_ms(time_ms).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
