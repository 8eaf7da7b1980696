"""Each transport against the words of its interface, without a network; the real servers are in tests/integration."""

import hmac
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha1, sha256
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from notify_world import BARE, START_MS, registry, words

from alarms.notify.places import Places
from alarms.notify.transports.address import Address
from alarms.notify.transports.alertmanager import Alertmanager
from alarms.notify.transports.cap import NAMESPACE, Cap, document
from alarms.notify.transports.contract import Message, Notice, RuleWords, Transport
from alarms.notify.transports.http import Poster
from alarms.notify.transports.opening import open_transport, open_transports
from alarms.notify.transports.ovh_sms import OvhSms
from alarms.notify.transports.webhook import Webhook
from telemetry.alarm import Alarm, DeliveryKind, Severity, Shelving
from telemetry.errors import ConfigError, RejectedError, UnavailableError
from telemetry.times import from_ms

PLACE = Places(registry()).of(BARE)
ALARM = Alarm(BARE, Severity.CRITICAL, START_MS, START_MS - 60_000, value=41.3, limit=40.0, announced=True)
NOW_S = START_MS / 1000 + 5


def notice(kind: DeliveryKind = DeliveryKind.STATE, **changes: Any) -> Notice:
    return Notice(replace(ALARM, **changes), kind, "key", PLACE, words(BARE.rule, "fr"), "https://x/a/t", "K7QX2")


def message(*notices: Notice, test: bool = False) -> Message:
    return Message("abc123", "+33612345601", notices or (notice(),), "court", "sujet", "texte é", "<p>", test)


class Server:
    """Answers as told, and keeps what it was sent."""

    def __init__(self, status: int = 200, body: Any = None) -> None:
        self.requests: list[httpx.Request] = []
        self.transport = httpx.MockTransport(self._answer)
        self._status = status
        self._body = body

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self._status, json=self._body)


def address(url: str) -> Address:
    return Address.of("here", url)


WEBHOOK = "webhook+https://example.fr/hook/1?secret=0123456789abcdef&room=7"
OVH = "ovhsms://AK:AS%2B@sms-ab12345-1/?consumer=CK&sender=SAMARA"
CAP = "cap+https://example.fr/cap?sender=alarmes@example.fr"

Make = Callable[[Server], Transport]
POSTERS: dict[str, Make] = {
    "webhook": lambda server: Webhook(address(WEBHOOK), server.transport, lambda: NOW_S),
    "ovh": lambda server: OvhSms(address(OVH), server.transport, lambda: NOW_S),
    "alertmanager": lambda server: Alertmanager(address("alertmanager+http://am:9093"), server.transport),
    "cap": lambda server: Cap(address(CAP), server.transport, lambda: NOW_S),
}


@pytest.mark.parametrize("make", POSTERS.values(), ids=POSTERS)
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, UnavailableError),
        (503, UnavailableError),
        (429, UnavailableError),
        (408, UnavailableError),
        (400, RejectedError),
        (401, RejectedError),
        (404, RejectedError),
        (302, RejectedError),
    ],
)
def test_what_an_answer_means(make: Make, status: int, error: type[Exception]) -> None:
    with pytest.raises(error) as refused:
        make(Server(status)).send(message())
    assert str(status) in str(refused.value)
    for secret in ("0123456789abcdef", "AS+", "CK", "example.fr"):
        assert secret not in str(refused.value)


@pytest.mark.parametrize("make", POSTERS.values(), ids=POSTERS)
def test_a_server_that_is_away_or_silent_is_unavailable(make: Make) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("https://secret", request=request)

    server = Server()
    server.transport = httpx.MockTransport(fail)
    with pytest.raises(UnavailableError, match="ReadTimeout"):
        make(server).send(message())


def test_a_webhook_is_signed_with_its_time_and_says_it_all() -> None:
    server = Server()
    assert POSTERS["webhook"](server).send(message()) == "HTTP 200"
    (request,) = server.requests
    assert str(request.url) == "https://example.fr/hook/1?room=7"
    stamp = request.headers["x-samara-timestamp"]
    assert stamp == str(int(NOW_S))
    expected = hmac.new(b"0123456789abcdef", stamp.encode() + b"." + request.content, sha256).hexdigest()
    assert request.headers["x-samara-signature"] == expected
    assert request.headers["x-idempotency-key"] == "abc123"
    told = json.loads(request.content)
    assert (told["text"], told["recipient"], told["test"]) == ("texte é", "+33612345601", False)
    assert told["alarms"][0]["since"] == "2026-11-23T23:59:00.000+00:00"
    assert told["alarms"][0]["severity"] == "critical"


def test_ovh_is_asked_to_send_at_night_too_and_signed_as_it_wants() -> None:
    server = Server(body={"ids": [42], "invalidReceivers": [], "validReceivers": ["+33612345601"]})
    assert POSTERS["ovh"](server).send(message()) == "OVH 42"
    (request,) = server.requests
    url = "https://eu.api.ovh.com/1.0/sms/sms-ab12345-1/jobs"
    assert str(request.url) == url
    job = json.loads(request.content)
    assert (job["noStopClause"], job["receivers"], job["message"]) == (True, ["+33612345601"], "court")
    assert (job["sender"], job["priority"]) == ("SAMARA", "high")
    stamp = request.headers["x-ovh-timestamp"]
    signed = f"AS++CK+POST+{url}+{request.content.decode()}+{stamp}"
    assert request.headers["x-ovh-signature"] == "$1$" + sha1(signed.encode(), usedforsecurity=False).hexdigest()


def test_ovh_without_a_sender_asks_for_a_number_that_can_be_answered() -> None:
    server = Server(body={"ids": [1], "invalidReceivers": []})
    OvhSms(address(OVH.replace("&sender=SAMARA", "")), server.transport).send(message())
    assert json.loads(server.requests[0].content)["senderForResponse"] is True


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"ids": [], "invalidReceivers": ["+336"]}, RejectedError),
        ({"message": "maintenance"}, UnavailableError),
        ([], UnavailableError),
        (None, UnavailableError),
    ],
)
def test_an_answer_of_ovh_that_is_no_success(body: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        POSTERS["ovh"](Server(body=body)).send(message())


def alerts(*notices: Notice, test: bool = False) -> list[dict[str, Any]]:
    server = Server()
    Alertmanager(address("alertmanager+http://u:p@am:9093"), server.transport, lambda: NOW_S).send(
        message(*notices, test=test)
    )
    assert str(server.requests[0].url) == "http://am:9093/api/v2/alerts"
    assert server.requests[0].headers["authorization"] == "Basic dTpw"
    told: list[dict[str, Any]] = json.loads(server.requests[0].content)
    return told


def test_alertmanager_gets_an_alert_that_lives_for_five_minutes() -> None:
    (alert,) = alerts(notice())
    assert alert["labels"]["alertname"] == "room-temperature"
    assert alert["labels"]["alarm_id"] == ALARM.id
    assert alert["startsAt"] == "2026-11-24T00:00:00.000+00:00"
    assert alert["endsAt"] == "2026-11-24T00:05:05.000+00:00"


@pytest.mark.parametrize(
    ("changes", "ends"),
    [
        ({"active": False, "cleared_ms": START_MS + 3000}, "2026-11-24T00:00:03.000+00:00"),
        ({"suppressed": ("topology:nro",)}, "2026-11-24T00:00:05.000+00:00"),
        ({"shelved": Shelving(START_MS, "odile", "x")}, "2026-11-24T00:00:05.000+00:00"),
        ({"active": False, "latched": True}, "2026-11-24T00:05:05.000+00:00"),
        ({"acknowledged": True}, "2026-11-24T00:05:05.000+00:00"),
    ],
)
def test_when_an_alert_ends_for_alertmanager(changes: dict[str, Any], ends: str) -> None:
    assert alerts(notice(**changes))[0]["endsAt"] == ends


def test_the_labels_of_an_alert_stay_the_same_through_its_life() -> None:
    first, last = alerts(notice(), notice(active=False, acknowledged=True, value=1.0, revision=7))
    assert first["labels"] == last["labels"]


# CAP 1.2 §3.2.1 to §3.2.4: the elements of each block in the order of the schema, those that must be there with a star.
ALERT = (
    "identifier* sender* sent* status* msgType* source scope* restriction addresses code note references incidents info"
)
INFO = (
    "language category* event* responseType urgency* severity* certainty* audience eventCode effective onset expires "
    "senderName headline description instruction web contact parameter resource area"
)
AREA = "areaDesc* polygon circle geocode altitude ceiling"
PAIR = "valueName* value*"
CHOICES = {
    "status": {"Actual", "Exercise", "System", "Test", "Draft"},
    "msgType": {"Alert", "Update", "Cancel", "Ack", "Error"},
    "scope": {"Public", "Restricted", "Private"},
    "category": set("Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other".split()),  # noqa: SIM905
    "responseType": {"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"},
    "urgency": {"Immediate", "Expected", "Future", "Past", "Unknown"},
    "severity": {"Extreme", "Severe", "Moderate", "Minor", "Unknown"},
    "certainty": {"Observed", "Likely", "Possible", "Unlikely", "Unknown"},
}  # fmt: skip


def validate(block: ET.Element, rules: str) -> None:
    order = [rule.rstrip("*") for rule in rules.split()]
    names = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in block]
    assert [order.index(name) for name in names] == sorted(order.index(name) for name in names)
    assert {rule.rstrip("*") for rule in rules.split() if rule.endswith("*")} <= set(names)
    for child, name in zip(block, names, strict=True):
        inner = {"info": INFO, "area": AREA, "parameter": PAIR}.get(name)
        if inner:
            validate(child, inner)
        else:
            assert len(child) == 0
            assert child.text or name == "value"
            assert child.text in CHOICES.get(name, {child.text})
        if name in ("identifier", "sender"):
            assert not set(child.text or "") & set(" ,<&")
        if name in ("sent", "onset"):
            # §3.3.2: an offset in digits, and no Z.
            assert from_ms(0).fromisoformat(child.text or "").utcoffset() is not None
            assert "Z" not in (child.text or "")
            assert "." not in (child.text or "")


def cap(told: Notice, test: bool = False) -> ET.Element:
    return ET.fromstring(  # noqa: S314 - a document of our own
        document(told, "alarmes@example.fr", "Somme", from_ms(START_MS), test=test)
    )


def text(alert: ET.Element, name: str) -> str:
    return alert.findtext(f".//{{{NAMESPACE}}}{name}") or ""


@pytest.mark.parametrize(
    ("changes", "test", "said"),
    [
        ({}, False, ("Actual", "Alert", "Immediate", "Extreme")),
        ({"exercise": True}, False, ("Exercise", "Alert", "Immediate", "Extreme")),
        ({}, True, ("Test", "Alert", "Immediate", "Extreme")),
        ({"severity": Severity.MINOR, "revision": 2}, False, ("Actual", "Update", "Expected", "Moderate")),
        ({"active": False, "revision": 3}, False, ("Actual", "Cancel", "Past", "Extreme")),
    ],
)
def test_cap_documents(changes: dict[str, Any], test: bool, said: tuple[str, ...]) -> None:
    alert = cap(notice(**changes), test)
    assert alert.tag == f"{{{NAMESPACE}}}alert"
    validate(alert, ALERT)
    assert tuple(text(alert, name) for name in ("status", "msgType", "urgency", "severity")) == said
    # §3.2.1: an update or a cancel names what it is about.
    assert bool(text(alert, "references")) is (said[1] != "Alert")


@given(st.text(max_size=50), st.text(max_size=50), st.sampled_from(Severity), st.booleans(), st.integers(1, 3))
def test_every_cap_document_is_as_the_standard_wants(
    site: str, title: str, severity: Severity, active: bool, revision: int
) -> None:
    told = notice(severity=severity, active=active, revision=revision)
    validate(cap(told._replace(place=PLACE._replace(site_name=site), rule=RuleWords(title, title))), ALERT)


def test_cap_tells_nobody_of_what_is_suppressed_or_never_was_seen() -> None:
    server = Server()
    hidden = (notice(suppressed=("topology:nro",)), notice(announced=False), notice())
    assert POSTERS["cap"](server).send(message(*hidden)) == "1 documents"
    assert server.requests[0].headers["content-type"] == "application/cap+xml"


@pytest.mark.parametrize(
    "url",
    [
        "webhook+https://example.fr/?secret=short",
        "webhook+https://example.fr/",
        "webhook://example.fr/?secret=0123456789abcdef",
        "webhook+ftp://example.fr/?secret=0123456789abcdef",
        "smtp://localhost",
        "smtp://localhost/?from=nobody",
        "smtp:///?from=a@b.fr",
        "ovhsms://sms-1/?consumer=x",
        "ovhsms://a:b@sms-1/",
        "ovhsms://a:b@sms-1/?consumer=x&sender=MUCHTOOLONGASENDER",
        "cap+https://example.fr/",
        "cap+https://example.fr/?sender=two%20words",
        "mqtt://localhost",
        "mqtt://localhost/+/x",
        "nosuchservice://verysecret@x",
        "http://[verysecret",
        "",
    ],
)
def test_a_wrong_address_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(ConfigError) as refused:
        open_transport("here", url)
    assert "here" in str(refused.value)
    assert "verysecret" not in str(refused.value)


def test_all_wrong_addresses_are_told_at_once() -> None:
    with pytest.raises(ConfigError, match=r"channel a(.|\n)*channel c"):
        open_transports({"a": "smtp://x", "b": "smtp://x/?from=a@b.fr", "c": "mqtt://x"})


@pytest.mark.parametrize(
    "url", ["mailto://user:pass@example.fr", "matrixs://token@tchap.gouv.fr/$recipient", "json://localhost/x"]
)
def test_apprise_takes_the_rest(url: str) -> None:
    assert open_transport("here", url).resend_s == 0


def test_no_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for make in POSTERS.values():
        with pytest.raises((UnavailableError, RejectedError)):
            make(Server(500)).send(message())
    logged = [record for record in caplog.records if record.name.startswith(("alarms", "apprise"))]
    assert not [record for record in logged if "0123456789abcdef" in record.getMessage()]


@pytest.mark.parametrize("url", ["smtp://127.0.0.1/?from=a@example.fr", OVH])
def test_a_channel_for_persons_refuses_a_room(url: str) -> None:
    with pytest.raises(RejectedError, match="here: this channel tells persons"):
        open_transport("here", url).send(message()._replace(address=""))


def test_options_of_a_webhook_keep_their_signs() -> None:
    server = Server()
    odd = address("webhook+https://example.fr/a%20b?secret=0123456789abcdef&room=a%26b")
    Webhook(odd, server.transport).send(message())
    assert str(server.requests[0].url) == "https://example.fr/a%20b?room=a%26b"


def test_a_poster_closes() -> None:
    Poster("here", Server().transport).close()
