"""What the session of Sparkplug writes into messages, and when it asks for a rebirth."""

from collections.abc import Mapping
from typing import Any

import pytest

from ingest.sources.sparkplug import SOURCE, SparkplugSession
from ingest.sources.sparkplug_b import Payload, read
from telemetry.errors import ParseError
from telemetry.record import JournalEntry, RawMessage
from telemetry.uplink import Event, Notice, Report

NODE = "spBv1.0/amiens/{}/nro-12"
DEVICE = "spBv1.0/amiens/{}/nro-12/ups"
INT16, DOUBLE = 2, 10
VOLTAGE = {"name": "Voltage", "alias": 10, "datatype": DOUBLE, "double_value": 54.2}
OUTSIDE = {"name": "Outside", "alias": 11, "datatype": INT16, "int_value": 7}


def message(topic: str, *metrics: Mapping[str, Any], at_ms: int = 0, **fields: Any) -> RawMessage:
    payload = Payload(timestamp=1_795_248_000_000, **fields)
    for metric in metrics:
        payload.metrics.add(**metric)
    return RawMessage("sparkplug", topic, payload.SerializeToString(), 1_795_248_000_000 + at_ms)


def birth(bd_seq: int = 4, seq: int = 0) -> RawMessage:
    return message(NODE.format("NBIRTH"), {"name": "bdSeq", "datatype": 8, "long_value": bd_seq}, seq=seq)


def device_birth(seq: int = 1) -> RawMessage:
    return message(DEVICE.format("DBIRTH"), VOLTAGE, OUTSIDE, seq=seq)


def data(seq: int, *metrics: Mapping[str, Any], at_ms: int = 0) -> RawMessage:
    return message(DEVICE.format("DDATA"), *(metrics or ({"alias": 10, "double_value": 53.0},)), at_ms=at_ms, seq=seq)


def death(bd_seq: int = 4) -> RawMessage:
    return message(NODE.format("NDEATH"), {"name": "bdSeq", "datatype": 8, "long_value": bd_seq})


def events(session: SparkplugSession, *messages: RawMessage) -> list[Event]:
    completed = [one for raw in messages for one in session.complete(raw)]
    return [event for raw in completed for event in SOURCE.parse(JournalEntry(1, *raw))]


def values(event: Event) -> dict[str, float]:
    assert isinstance(event, Report)
    return {reading.channel: reading.value for reading in event.readings}


@pytest.fixture
def session() -> SparkplugSession:
    """A session that has seen a node and its device being born."""
    session = SparkplugSession()
    events(session, birth(), device_birth())
    assert session.replies() == []
    return session


def test_names_and_types_of_the_birth_are_written_into_data(session: SparkplugSession) -> None:
    (report,) = events(session, data(2, {"alias": 10, "double_value": 53.0}, {"alias": 11, "int_value": 65531}))
    assert values(report) == {"Voltage": 53.0, "Outside": -5.0}
    assert session.replies() == []


def test_a_completed_message_may_come_by_again(session: SparkplugSession) -> None:
    (once,) = session.complete(data(2))
    assert SparkplugSession().complete(once) == (once,)
    assert session.complete(once) == (once,)


def test_units_of_the_birth_are_written_into_data() -> None:
    session = SparkplugSession()
    born = message(DEVICE.format("DBIRTH"), seq=1)
    payload = read(born.payload)
    metric = payload.metrics.add(name="Energy", alias=1, datatype=DOUBLE, double_value=1)
    metric.properties.keys.append("engUnit")
    metric.properties.values.add(type=12, string_value="kWh")
    events(session, birth(), born._replace(payload=payload.SerializeToString()))
    (report,) = events(session, data(2, {"alias": 1, "double_value": 2.5}))
    assert values(report) == {"Energy": 2500.0}


def test_sequence_numbers_wrap(session: SparkplugSession) -> None:
    for seq in (*range(2, 256), 0, 1):
        (report,) = events(session, data(seq))
        assert values(report) == {"Voltage": 53.0}
    assert session.replies() == []


def test_a_message_that_comes_twice_is_no_gap(session: SparkplugSession) -> None:
    events(session, data(2), data(2), data(3))
    assert session.replies() == []


def test_after_a_gap_aliases_are_not_trusted_until_the_rebirth(session: SparkplugSession) -> None:
    with pytest.raises(ParseError, match="asked to be born again"):
        events(session, data(5))
    (reply,) = session.replies()
    assert reply.topic == "spBv1.0/amiens/NCMD/nro-12"
    (metric,) = read(reply.payload).metrics
    assert (metric.name, metric.boolean_value) == ("Node Control/Rebirth", True)
    (report,) = events(session, data(6, {"name": "Voltage", "double_value": 52.0}))
    assert values(report) == {"Voltage": 52.0}
    *_, report = events(session, birth(bd_seq=4), device_birth(), data(2))
    assert values(report) == {"Voltage": 53.0}


def test_a_rebirth_is_asked_for_once_a_minute(session: SparkplugSession) -> None:
    for at_ms, asked in ((0, 1), (1_000, 0), (59_999, 0), (60_000, 1), (61_000, 0)):
        session.complete(data(9, at_ms=at_ms))
        assert len(session.replies()) == asked, at_ms


@pytest.mark.parametrize("early", [data(2), device_birth()])
def test_a_node_that_nobody_saw_being_born_is_asked(early: RawMessage) -> None:
    session = SparkplugSession()
    assert session.complete(early) == (early,)
    assert [reply.topic for reply in session.replies()] == ["spBv1.0/amiens/NCMD/nro-12"]


def test_the_death_of_a_node_is_that_of_its_devices(session: SparkplugSession) -> None:
    reports = events(session, death())
    assert [(report.network.device_name, values(report)) for report in reports] == [
        ("amiens/nro-12", {"main": 0.0}),
        ("amiens/nro-12/ups", {"main": 0.0}),
    ]


def test_the_will_of_an_earlier_connection_kills_nobody(session: SparkplugSession) -> None:
    (notice,) = events(session, death(bd_seq=3))
    assert isinstance(notice, Notice)
    assert notice.kind == "stale_death"
    (report,) = events(session, data(2))
    assert values(report) == {"Voltage": 53.0}


def test_key_frames_tell_another_session_all(session: SparkplugSession) -> None:
    events(session, data(2), data(3))
    other = SparkplugSession()
    for frame in session.key_frames():
        assert frame.retained
        assert events(other, frame) == []
    (report,) = events(other, data(4))
    assert values(report) == {"Voltage": 53.0}
    assert other.replies() == []
    assert len(events(other, death())) == 2


def test_a_lost_node_has_no_key_frames(session: SparkplugSession) -> None:
    session.complete(data(9))
    assert session.key_frames() == []


def test_a_device_that_died_has_none_either(session: SparkplugSession) -> None:
    session.complete(message(DEVICE.format("DDEATH"), seq=2))
    assert [frame.topic for frame in session.key_frames()] == [NODE.format("NBIRTH")]
