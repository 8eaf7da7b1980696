"""Whatever comes, a source gives sound events or `ParseError`, and a session gives messages."""

import json
import math
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_cases import Case, cases

from ingest.sources.contract import Source, discover
from telemetry.errors import ParseError
from telemetry.eui import parse_eui
from telemetry.record import RawMessage
from telemetry.uplink import Report, Uplink

ALL = list(cases())
BY_NAME = {source.name: source for source in discover() if source.name != "chirpstack"}
HOSTILE: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(
        ["nan", "1e999", "", "null", "0", "-127", 2**63, -1, 2147483647, 1e300, [], {}, [{}], "../..", "x" * 999]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values in a document."""
    found = [path]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += places(inner, (*path, key))
    return found


def put(value: Any, path: tuple[Any, ...], replacement: Any) -> Any:
    """A copy with what stands at a path replaced."""
    if not path:
        return replacement
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(value[path[0]], path[1:], replacement)
    return copy


@st.composite
def damaged(draw: st.DrawFn, case: Case) -> bytes:
    """A recorded message with one value replaced, or with bytes cut, changed or put in."""
    if case.payload[:1] == b"{" and draw(st.booleans()):
        document = json.loads(case.payload)
        return json.dumps(put(document, draw(st.sampled_from(places(document))), draw(HOSTILE))).encode()
    place = draw(st.integers(0, len(case.payload)))
    return case.payload[:place] + draw(st.binary(max_size=6)) + case.payload[place + draw(st.integers(0, 6)) :]


def check(source: Source, case: Case, body: bytes, topic: str) -> None:
    try:
        events = source.parse(case.entry._replace(payload=body, topic=topic))
    except ParseError:
        return
    for event in events:
        assert parse_eui(event.dev_eui) == event.dev_eui
        assert event.time.utcoffset() == timedelta(0)
        assert "\0" not in "".join((event.network.device_name, event.network.profile, *event.network.tags))
        if isinstance(event, Report):
            assert all(math.isfinite(reading.value) for reading in event.readings)
            assert all(0 < len(reading.channel) <= 200 for reading in event.readings)
        if isinstance(event, Uplink):
            assert all(math.isfinite(heard.snr or 0) for heard in event.receptions)
            assert 0 <= event.f_port <= 255
            assert event.f_cnt >= 0


@pytest.mark.parametrize("name", BY_NAME)
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_a_damaged_message(name: str, data: st.DataObject) -> None:
    case = data.draw(st.sampled_from([case for case in ALL if case.source == name]))
    body = data.draw(damaged(case))
    check(BY_NAME[name], case, body, case.topic)
    if session := BY_NAME[name].session:
        started = session()
        started.complete(RawMessage(name, case.topic, case.payload, 0))
        for message in (*started.complete(RawMessage(name, case.topic, body, 1)), *started.key_frames()):
            check(BY_NAME[name], case, message.payload, message.topic)
        started.replies()


@pytest.mark.parametrize("name", BY_NAME)
@settings(max_examples=40, deadline=None)
@given(body=st.binary(max_size=60), topic=st.text(max_size=20))
def test_bytes_from_nowhere(name: str, body: bytes, topic: str) -> None:
    case = next(case for case in ALL if case.source == name)
    check(BY_NAME[name], case, body, case.topic)
    check(BY_NAME[name], case, body, topic)
    check(BY_NAME[name], case, case.payload, topic)


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{" * 100_000, id="nested without end"),
        pytest.param(b'{"params":' + b"[" * 100_000, id="nested in a list"),
        pytest.param(b" " * 200_000, id="spaces"),
        pytest.param(b"a=" * 100_000, id="an endless line"),
        pytest.param(b"a,b=" + b"\\" * 100_001, id="backslashes"),
        pytest.param(
            b'{"fields":{"upsBatteryVoltage":1' + b"0" * 5000 + b'},"name":"a","tags":{}}', id="an endless number"
        ),
    ],
)
def test_a_large_message_of_nothing(name: str, body: bytes) -> None:
    case = next(case for case in ALL if case.source == name)
    check(BY_NAME[name], case, body, case.topic)
