"""Web Push as a push service and a browser see it: what is signed, encrypted, and what their answers mean."""

import json
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from typing import Any

import http_ece
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from notify_world import BARE, START_MS, registry, words
from py_vapid import Vapid02

from alarms.notify.places import Places
from alarms.notify.transports.address import Address
from alarms.notify.transports.contract import Message, Notice
from alarms.notify.transports.webpush import WebPush
from alarms.notify.vapid import VapidKey
from telemetry.alarm import Alarm, DeliveryKind, Severity
from telemetry.errors import ConfigError, RejectedError, UnavailableError
from telemetry.web_push import MemoryPushSubscriptions, PushSubscription

NOW_S = START_MS / 1000
SERVICE = "https://fcm.googleapis.com"
AUTH = b"0123456789abcdef"


def base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


class Telephone:
    """A browser with its own key."""

    def __init__(self, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.subscription = PushSubscription(f"{SERVICE}/send/{name}", base64url(point), base64url(AUTH))

    def read(self, body: bytes) -> Any:
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=AUTH, version="aes128gcm"))


class World:
    """Odile with telephones, and a push service that answers each as told."""

    def __init__(self, folder: Path, **statuses: int) -> None:
        self.telephones = {name: Telephone(name) for name in statuses}
        self.subscriptions = MemoryPushSubscriptions()
        for telephone in self.telephones.values():
            self.subscriptions.put("odile", telephone.subscription)
        self.requests: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            return httpx.Response(statuses[request.url.path.rpartition("/")[2]])

        self.key = VapidKey.opened(folder / "vapid.pem")
        address = Address.of("telephone", "webpush://astreinte@example.fr")
        self.channel = WebPush(address, self.subscriptions, self.key, httpx.MockTransport(answer), lambda: NOW_S)

    def kept(self) -> list[str]:
        return [subscription.endpoint.rpartition("/")[2] for subscription in self.subscriptions.of("odile")]


def message(severity: Severity = Severity.CRITICAL, user: str = "odile") -> Message:
    alarm = Alarm(BARE, severity, START_MS, START_MS, announced=True)
    notice = Notice(alarm, DeliveryKind.PAGE, "key", Places(registry()).of(BARE), words(BARE.rule, "fr"))
    return Message("abc123", user, (notice,), "court", "sujet é", "texte")


def test_each_telephone_reads_the_alarm_with_its_own_key(tmp_path: Path) -> None:
    world = World(tmp_path, one=201, two=201)
    assert world.channel.send(message()) == "2 browsers"
    for telephone, request in zip(world.telephones.values(), world.requests, strict=True):
        shown = telephone.read(request.content)
        assert (shown["title"], shown["url"], shown["tag"]) == ("sujet é", "/console/alarms", "abc123")
        assert words(BARE.rule, "fr").title in shown["body"]
        assert request.headers["content-encoding"] == "aes128gcm"


def test_the_server_signs_for_one_push_service_and_half_a_day(tmp_path: Path) -> None:
    world = World(tmp_path, one=201)
    world.channel.send(message())
    authorization = world.requests[0].headers["authorization"]
    assert Vapid02.verify(authorization)
    assert authorization.endswith(f"k={world.key.public}")
    claims = authorization.split("t=")[1].split(".")[1]
    assert json.loads(urlsafe_b64decode(claims + "==")) == {
        "aud": SERVICE,
        "sub": "mailto:astreinte@example.fr",
        "exp": int(NOW_S) + 43_200,
    }


@pytest.mark.parametrize(("severity", "urgency"), [(Severity.CRITICAL, "high"), (Severity.WARNING, "low")])
def test_haste_follows_severity(tmp_path: Path, severity: Severity, urgency: str) -> None:
    world = World(tmp_path, one=201)
    world.channel.send(message(severity))
    assert world.requests[0].headers["urgency"] == urgency
    assert int(world.requests[0].headers["ttl"]) >= 3600


@pytest.mark.parametrize("gone", [404, 410])
def test_a_telephone_that_is_gone_is_forgotten_and_the_others_are_told(tmp_path: Path, gone: int) -> None:
    world = World(tmp_path, old=gone, new=201)
    assert world.channel.send(message()) == "1 browsers"
    assert world.kept() == ["new"]


@pytest.mark.parametrize(
    ("statuses", "error"),
    [
        ({"one": 500}, UnavailableError),
        ({"one": 429}, UnavailableError),
        ({"one": 403}, RejectedError),
        ({"one": 403, "two": 503}, UnavailableError),
        ({"one": 410}, RejectedError),
        ({}, RejectedError),
    ],
)
def test_what_nobody_was_told_is_an_error(tmp_path: Path, statuses: dict[str, int], error: type[Exception]) -> None:
    with pytest.raises(error) as refused:
        World(tmp_path, **statuses).channel.send(message())
    assert "/send/" not in str(refused.value)


def test_a_key_that_is_no_point_of_the_curve_is_forgotten(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.subscriptions.put("odile", PushSubscription(f"{SERVICE}/bad", base64url(b"\x04" + 64 * b"\x01"), "A" * 22))
    with pytest.raises(RejectedError):
        world.channel.send(message())
    assert world.kept() == []


def test_the_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / "vapid.pem"
    assert VapidKey.opened(path).public == VapidKey.opened(path).public
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("nonsense")
    with pytest.raises(ConfigError, match="no readable VAPID key"):
        VapidKey.opened(path)


@pytest.mark.parametrize("url", ["webpush://", "webpush://host", "webpush://a b@example.fr"])
def test_a_channel_names_whom_to_write_to(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="webpush://contact"):
        WebPush(Address.of("telephone", url), MemoryPushSubscriptions(), VapidKey.opened(tmp_path / "vapid.pem"))
