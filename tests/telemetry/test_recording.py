import gzip
import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.errors import ParseError, UnavailableError
from telemetry.record import RawMessage
from telemetry.recording import read_recording, write_recording

MESSAGE = RawMessage("chirpstack", "application/1/device/é/event/up", b'{"fCnt":1}', 1_795_248_000_123)
LINE = (
    b'{"source":"chirpstack","topic":"a/b","received":"2026-11-21T08:00:00.123Z","retained":false,"payload":"AP8="}\n'
)

messages = st.builds(
    RawMessage,
    st.text(st.characters(codec="utf-8")),
    st.text(st.characters(codec="utf-8")),
    st.binary(max_size=300),
    st.integers(0, 4_102_444_800_000),
    st.booleans(),
)


@given(st.lists(messages, max_size=20))
def test_what_is_read_is_what_was_written(recorded: list[RawMessage]) -> None:
    stream = io.BytesIO()
    assert write_recording(stream, recorded) == len(recorded)
    stream.seek(0)
    assert list(read_recording(stream)) == recorded


def test_a_line_is_as_documented(tmp_path: Path) -> None:
    file = tmp_path / "field.jsonl.gz"
    write_recording(file, [RawMessage("chirpstack", "a/b", b"\x00\xff", 1_795_248_000_123)])
    assert gzip.decompress(file.read_bytes()) == LINE


def test_the_file_is_complete_when_recording_is_interrupted(tmp_path: Path) -> None:
    file = tmp_path / "field.jsonl.gz"

    def interrupted() -> Iterator[RawMessage]:
        yield MESSAGE
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_recording(file, interrupted())
    assert list(read_recording(file)) == [MESSAGE]


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        pytest.param(b'{"source":"a","topic":"b","payload":""}\n', "must be texts", id="no time"),
        pytest.param(LINE[:40], "cut short", id="no end of line"),
        pytest.param(b"[" * 100_000 + b"\n", "nested", id="nested too deeply"),
        pytest.param(b"not json\n", "Expecting value", id="not JSON"),
        pytest.param(b"[]\n", "not a message", id="not an object"),
        pytest.param(b"\xff\xfe\n", "utf-8", id="not UTF-8"),
        pytest.param(LINE.replace(b"AP8=", b"A!8="), "base64", id="not base64"),
        pytest.param(LINE.replace(b"AP8=", b"AP8"), "padding", id="base64 cut"),
        pytest.param(LINE.replace(b".123Z", b""), "no offset", id="time without offset"),
        pytest.param(LINE.replace(b"false", b'"no"'), "retained", id="retained is a text"),
        pytest.param(LINE.replace(b'"a/b"', b'"\\ud800"'), "surrogates", id="lone surrogate"),
        pytest.param(LINE.replace(b'"a/b"', b"7"), "must be texts", id="topic is a number"),
        pytest.param(b"{" + b" " * 5_000_000 + b"}\n", "4 MiB", id="endless line"),
    ],
)
def test_damage_is_named_by_its_line_and_what_precedes_it_is_read(damage: bytes, what: str) -> None:
    reading = read_recording(io.BytesIO(gzip.compress(LINE + LINE + damage)))
    assert [next(reading).payload for _ in range(2)] == [b"\x00\xff"] * 2
    with pytest.raises(ParseError, match=rf"line 3: .*{what}"):
        next(reading)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(LINE, "gzip", id="not compressed"),
        pytest.param(gzip.compress(LINE * 50)[:-12], "line", id="truncated"),
        pytest.param(gzip.compress(LINE * 50)[:30] + b"\xff" * 30, "line", id="damaged"),
    ],
)
def test_a_damaged_file_is_a_parse_error(tmp_path: Path, content: bytes, what: str) -> None:
    file = tmp_path / "field.jsonl.gz"
    file.write_bytes(content)
    with pytest.raises(ParseError, match=what):
        list(read_recording(file))


@given(st.binary(max_size=200))
def test_garbage_is_a_parse_error_or_nothing(content: bytes) -> None:
    for stream in (io.BytesIO(content), io.BytesIO(gzip.compress(content))):
        with suppress(ParseError):
            list(read_recording(stream))


def test_a_file_that_is_not_there_is_a_parse_error(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="No such file"):
        list(read_recording(tmp_path / "absent.gz"))


def test_a_folder_that_is_not_there_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="cannot write"):
        write_recording(tmp_path / "absent" / "field.gz", [MESSAGE])
