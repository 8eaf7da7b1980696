"""The sessions of Victron and Axis."""

import pytest

from ingest.sources.axis import AxisSession
from ingest.sources.victron import VictronSession
from telemetry.record import RawMessage

HEARTBEAT = RawMessage("victron", "N/c0619ab9929a/heartbeat", b'{"value":1}', 0)
EVENT = RawMessage("axis", "axis/ACCC8E000001/event/x", b'{"topic":"x"}', 0)


def test_a_gx_is_asked_for_its_values_as_long_as_it_is_heard() -> None:
    session = VictronSession()
    sent = []
    for second in range(0, 90, 3):
        heard = HEARTBEAT._replace(received_ms=second * 1000)
        assert session.complete(heard) == (heard,)
        sent += [(second, reply.topic, reply.payload) for reply in session.replies()]
    later = b'{"keepalive-options":["suppress-republish"]}'
    topic = "R/c0619ab9929a/keepalive"
    assert sent == [(0, topic, b""), (30, topic, later), (60, topic, later)]


def test_a_retained_message_is_no_sign_of_life() -> None:
    session = VictronSession()
    session.complete(HEARTBEAT._replace(retained=True))
    assert session.replies() == []


def test_an_event_of_a_camera_goes_on_as_it_is() -> None:
    assert AxisSession().complete(EVENT) == (EVENT,)


@pytest.mark.parametrize("picture", [b"\xff\xd8\xff\xe0" + bytes(100), b'{"image":"' + b"A" * 20_000 + b'"}'])
def test_a_picture_does_not_reach_the_journal(picture: bytes) -> None:
    assert AxisSession().complete(EVENT._replace(payload=picture)) == (EVENT._replace(payload=b""),)
