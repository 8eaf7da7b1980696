"""Who may be told on a telephone, and what passes for one."""

from dataclasses import replace
from typing import Any

import pytest
from tenancy_world import OURS, Shared, bearer

from api.app import create_app
from telemetry.access import Grant, Role
from telemetry.accounts import csrf_token
from telemetry.web_push import MemoryPushSubscriptions, PushSubscription

PATH = "/v1/push-subscriptions"
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/abc"
KEYS = {"p256dh": "B" + 86 * "x", "auth": 22 * "y"}
BODY = {"endpoint": ENDPOINT, "keys": KEYS}


@pytest.fixture
def held() -> MemoryPushSubscriptions:
    return MemoryPushSubscriptions()


@pytest.fixture
def instance(held: MemoryPushSubscriptions) -> Shared:
    shared = Shared()
    shared.app = create_app(replace(shared.app.state.services, push_subscriptions=held))
    return shared


def logged_in(instance: Shared, role: Role = Role.OPERATOR) -> dict[str, str]:
    token = instance.session(Grant(role, OURS))
    return {"cookie": f"__Host-samara-session={token}", "x-csrf-token": csrf_token(token)}


def test_a_person_is_told_on_their_browser(instance: Shared, held: MemoryPushSubscriptions) -> None:
    answer = instance.ask(PATH, "POST", headers=logged_in(instance), json=BODY)
    assert (answer.status_code, answer.json()) == (200, {"user": "odile"})
    assert held.of("odile") == [PushSubscription(ENDPOINT, KEYS["p256dh"], KEYS["auth"])]


def test_nobody_else_is(instance: Shared, held: MemoryPushSubscriptions) -> None:
    forged = logged_in(instance) | {"x-csrf-token": "guess"}
    for headers, status in (({}, 401), (bearer(), 403), (forged, 403)):
        assert instance.ask(PATH, "POST", headers=headers, json=BODY).status_code == status
    assert held.of("odile") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://fcm.googleapis.com.evil.example/x"},
        {"endpoint": "https://me@fcm.googleapis.com/x"},
        {"endpoint": "https://evilpush.apple.com/x"},
        {"endpoint": f"{ENDPOINT}{'a' * 1000}"},
        {"keys": {**KEYS, "auth": "short"}},
        {"keys": {**KEYS, "p256dh": "x"}},
        {"more": 1},
    ],
)
def test_what_is_no_subscription_is_refused(instance: Shared, wrong: dict[str, Any]) -> None:
    assert instance.ask(PATH, "POST", headers=logged_in(instance), json=BODY | wrong).status_code == 422


def test_without_a_channel_it_says_so() -> None:
    instance = Shared()
    assert instance.ask(PATH, "POST", headers=logged_in(instance), json=BODY).status_code == 503
