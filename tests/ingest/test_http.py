"""Webhooks: who may post, how much, and that nothing is answered before it is in the journal."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.http import HttpKey, HttpReceiver, RateLimit
from ingest.sources.contract import Sources
from telemetry.errors import ConfigError, UnavailableError
from telemetry.memory import MemoryJournal
from telemetry.metrics import Metrics
from telemetry.record import RawMessage

KEY = "0123456789abcdef"
AS_KEY = "00112233445566778899AABBCCDDEEFF"
SOURCES = Sources.named(["sigfox", "thingpark", "chirpstack"])
SHOWN = {"x-api-key": KEY}
BODY = b'{"device":"1A2B3C","data":"01"}'


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class BrokenJournal(MemoryJournal):
    def append(self, messages: Sequence[RawMessage]) -> int:
        raise UnavailableError("the disk is full")


def receiver(journal: MemoryJournal, limit: RateLimit | None = None, max_payload: int = 1000) -> HttpReceiver:
    keys = {"sigfox": HttpKey(KEY), "thingpark": HttpKey(as_key=AS_KEY)}
    return HttpReceiver(SOURCES, journal, Metrics(), keys, limit, max_payload)


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


def entries(journal: MemoryJournal) -> list[tuple[str, str, bytes, int]]:
    return [(entry.source, entry.topic, entry.payload, entry.received_ms) for entry in journal.read(0, 100)]


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        ({"x-api-key": KEY}, ""),
        ({"x-downlink-apikey": KEY}, ""),
        ({"authorization": f"Bearer {KEY}"}, ""),
        ({"authorization": f"bearer {KEY}"}, "key=wrong"),
        ({}, f"key={KEY}"),
    ],
)
def test_a_message_with_the_key_is_journaled(journal: MemoryJournal, headers: Mapping[str, str], query: str) -> None:
    status = receiver(journal).receive("sigfox", headers, query, BODY, "192.0.2.1", now_ms=5)
    assert status == HTTPStatus.NO_CONTENT
    assert entries(journal) == [("sigfox", "ingest/sigfox", BODY, 5)]


def test_a_get_is_its_parameters_without_the_key(journal: MemoryJournal) -> None:
    query = f"device=1A2B3C&data=01&key={KEY}&time=1795248000"
    assert receiver(journal).receive("sigfox", {}, query, b"", "192.0.2.1") == HTTPStatus.NO_CONTENT
    ((_, _, body, _),) = entries(journal)
    assert json.loads(body) == {"device": "1A2B3C", "data": "01", "time": "1795248000"}


@pytest.mark.parametrize(
    ("source", "headers"),
    [
        ("sigfox", {}),
        ("sigfox", {"x-api-key": ""}),
        ("sigfox", {"x-api-key": KEY[:-1]}),
        ("sigfox", {"x-api-key": KEY + "é"}),
        ("sigfox", {"authorization": KEY}),
        ("sigfox", {"authorization": f"Basic {KEY}"}),
        ("chirpstack", SHOWN),
        ("helium", SHOWN),
        ("nobody", SHOWN),
        ("", SHOWN),
    ],
)
def test_without_the_key_nothing_is_kept(journal: MemoryJournal, source: str, headers: Mapping[str, str]) -> None:
    assert receiver(journal).receive(source, headers, "", BODY, "192.0.2.1") == HTTPStatus.UNAUTHORIZED
    assert entries(journal) == []


def test_who_guesses_keys_is_slowed_down_and_nobody_else(journal: MemoryJournal) -> None:
    door = receiver(journal)
    guesses = [door.receive("sigfox", {"x-api-key": f"{n}"}, "", BODY, "192.0.2.66") for n in range(20)]
    assert guesses[:10] == [HTTPStatus.UNAUTHORIZED] * 10
    assert guesses[10:] == [HTTPStatus.TOO_MANY_REQUESTS] * 10
    assert door.receive("sigfox", SHOWN, "", BODY, "192.0.2.66") == HTTPStatus.NO_CONTENT


def test_a_source_has_a_rate(journal: MemoryJournal) -> None:
    clock = Clock()
    door = receiver(journal, RateLimit(rate=2, burst=3, clock=clock))
    statuses = [door.receive("sigfox", SHOWN, "", BODY, "192.0.2.1") for _ in range(4)]
    assert statuses == [HTTPStatus.NO_CONTENT] * 3 + [HTTPStatus.TOO_MANY_REQUESTS]
    clock.now += 0.5
    assert door.receive("sigfox", SHOWN, "", BODY, "192.0.2.1") == HTTPStatus.NO_CONTENT
    assert len(entries(journal)) == 4


def test_a_body_has_a_length(journal: MemoryJournal) -> None:
    door = receiver(journal, max_payload=10)
    assert door.receive("sigfox", SHOWN, "", b"x" * 11, "192.0.2.1") == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert door.receive("sigfox", SHOWN, "", b"x" * 10, "192.0.2.1") == HTTPStatus.NO_CONTENT


def test_what_is_not_on_disk_is_to_be_sent_again() -> None:
    status = receiver(BrokenJournal()).receive("sigfox", SHOWN, "", BODY, "192.0.2.1")
    assert status == HTTPStatus.SERVICE_UNAVAILABLE


UPLINK = {"CustomerID": "100000507", "DevEUI": "24E124136B502217", "FPort": "85", "FCntUp": "7", "payload_hex": "01"}
QUERY = "LrnDevEui=24E124136B502217&LrnFPort=85&LrnInfos=UPHTTP_LAB_LORA&AS_ID=samara&Time=2026-11-21T09:00:00.1+01:00"
TOKEN = sha256(("10000050724E124136B50221785701" + QUERY + AS_KEY.lower()).encode()).hexdigest()


@pytest.mark.parametrize(
    ("query", "change", "status"),
    [
        (f"{QUERY}&Token={TOKEN}", {}, HTTPStatus.NO_CONTENT),
        (f"{QUERY}&Token={TOKEN.upper()}", {}, HTTPStatus.NO_CONTENT),
        (f"{QUERY}&Token={TOKEN}", {"payload_hex": "02"}, HTTPStatus.UNAUTHORIZED),
        (f"{QUERY.replace('85', '86')}&Token={TOKEN}", {}, HTTPStatus.UNAUTHORIZED),
        (f"{QUERY}&Token={TOKEN}&Token={TOKEN}", {}, HTTPStatus.UNAUTHORIZED),
        (QUERY, {}, HTTPStatus.UNAUTHORIZED),
    ],
)
def test_the_signature_of_thingpark(journal: MemoryJournal, query: str, change: dict[str, str], status: int) -> None:
    body = json.dumps({"DevEUI_uplink": {**UPLINK, **change}}).encode()
    assert receiver(journal).receive("thingpark", {}, query, body, "192.0.2.1") == status


KPN_KEY = "c6f5e3b263092120b8766b9aed9c41b4"
KPN_INFOS = "LrnInfos=TWA_100000001.999.AS-1-12345678&AS_ID=TWA_100000001.999&Time=2018-01-12T10:00:00.000"
KPN_DEVICE = {"CustomerID": "100000001", "DevEUI": "0059AC0000000001"}


@pytest.mark.parametrize("plus", ["+", "%2B"])
@pytest.mark.parametrize(
    ("kind", "document", "query", "token"),
    [
        (
            "DevEUI_uplink",
            {"FPort": "1", "FCntUp": "1", "payload_hex": "000102030405"},
            "LrnDevEui=0059AC0000000001&LrnFPort=1",
            "5b7ec8b0b2c250fc792c76348de3b16ff04e27050baf8a37c891dcc85e88b0d4",
        ),
        (
            "DevEUI_location",
            {"DevLAT": "", "DevLON": ""},
            "LrnDevEui=0059ac0000000001&LrnFPort=0",
            "d23b3507663d817c77d124cfbe4f1d5a67ba957e91471b39512b8f103fe46a17",
        ),
        (
            "DevEUI_downlink_Sent",
            {"FPort": "1", "FCntDn": "1", "FCntUp": ""},
            "LrnDevEui=0059AC0000000001&LrnFPort=1",
            "345dc204c72a9769441c4700cd0a0fb76c5b356e3931540e891fc7e68f236c98",
        ),
    ],
)
def test_the_tokens_that_kpn_published(
    journal: MemoryJournal, kind: str, document: dict[str, str], query: str, token: str, plus: str
) -> None:
    """Examples of github.com/kpn-iot/lora-reference, token-verification; ThingPark sends the plus sign encoded."""
    sent = f"{query}&{KPN_INFOS}{plus}01:00&Token={token}"
    body = json.dumps({kind: KPN_DEVICE | document}).encode()
    keys = {"thingpark": HttpKey(as_key=KPN_KEY)}
    door = HttpReceiver(SOURCES, journal, Metrics(), keys)
    assert door.receive("thingpark", {}, sent, body, "192.0.2.1") == HTTPStatus.NO_CONTENT
    forged = body.replace(b"0059AC", b"0059AD")
    assert door.receive("thingpark", {}, sent, forged, "192.0.2.1") == HTTPStatus.UNAUTHORIZED


@given(body=st.binary(max_size=40), query=st.text(max_size=40), source=st.sampled_from(["sigfox", "thingpark", "x"]))
def test_whatever_is_posted_gets_a_status(body: bytes, query: str, source: str) -> None:
    query = query.encode("utf-8", "replace").decode()
    for headers in ({}, SHOWN):
        assert receiver(MemoryJournal()).receive(source, headers, f"{query}&Token=1", body, "") in HTTPStatus


def test_requests_are_counted_by_source_and_status(journal: MemoryJournal) -> None:
    metrics = Metrics()
    door = HttpReceiver(SOURCES, journal, metrics, {"sigfox": HttpKey(KEY)})
    door.receive("sigfox", SHOWN, "", BODY, "")
    door.receive("made-up", {}, "", BODY, "")
    counted = {metric.labels: metric.value for metric in metrics.collect() if metric.labels}
    assert counted == {
        (("source", "sigfox"), ("status", "204")): 1,
        (("source", "unknown"), ("status", "401")): 1,
    }


def test_the_longest_silent_clients_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.http._MOST_CLIENTS", 2)
    limit = RateLimit(rate=1, burst=1, clock=Clock())
    assert [limit.allows(client) for client in ("a", "b", "a", "c", "b")] == [True, True, False, True, True]


@pytest.mark.parametrize(("key", "as_key"), [("", ""), ("short", ""), (KEY, "short")])
def test_a_short_key_is_refused(key: str, as_key: str) -> None:
    with pytest.raises(ConfigError, match="16 characters"):
        HttpKey(key, as_key)


def test_keys_do_not_show() -> None:
    assert KEY not in repr(HttpKey(KEY, AS_KEY))
    assert AS_KEY not in repr(HttpKey(KEY, AS_KEY))


def test_a_key_for_what_cannot_be_posted_to_is_a_mistake(journal: MemoryJournal) -> None:
    with pytest.raises(ConfigError, match="chirpstack, helium"):
        HttpReceiver(SOURCES, journal, Metrics(), {"helium": HttpKey(KEY), "chirpstack": HttpKey(KEY)})


@pytest.mark.parametrize(("rate", "burst"), [(0, 10), (1, 0), (-1, 5)])
def test_a_limit_that_lets_nothing_pass_is_a_mistake(rate: float, burst: float) -> None:
    with pytest.raises(ConfigError, match="lets nothing pass"):
        RateLimit(rate, burst)
