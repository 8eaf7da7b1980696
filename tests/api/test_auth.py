"""Keys, sessions, log-ins, limits: who is let in, who is not, and what is written down."""

import asyncio
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
from tenancy_world import NOON, OURS, SHOWN, Shared, bearer

from api.access import needs
from api.app import create_app
from api.auth.directory import Directory
from api.auth.limits import Buckets
from api.auth.passwords import hash_password
from api.auth.visit import client_address
from telemetry.access import Grant, Openness, OpenRule, Permission, Role
from telemetry.accounts import Session, User, csrf_token, hashed
from telemetry.device import Domain
from telemetry.errors import UnavailableError
from telemetry.times import to_ms

PASSWORD = "cheval agrafe pile correcte"  # noqa: S105 - nobody's
HASH = hash_password(PASSWORD)
JSON = {"name": "odile", "password": PASSWORD}


@pytest.fixture
def instance() -> Shared:
    instance = Shared()
    instance.accounts.put_user(User("odile", HASH, (Grant(Role.OPERATOR, OURS),)))
    return instance


def actions(instance: Shared) -> list[tuple[str, str, str]]:
    return [(entry.event.action, entry.event.actor, entry.event.origin) for entry in instance.audit.entries()]


def cookie(answer: httpx.Response) -> dict[str, str]:
    return {"cookie": answer.headers["set-cookie"].partition(";")[0]}


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer samara_wrong", f"Basic {SHOWN}", f"bearer{SHOWN}", "Bearer \xff", SHOWN],
)
def test_what_is_no_key_is_refused_and_not_taken_for_the_public(instance: Shared, authorization: str) -> None:
    answer = instance.ask("/v1/devices", headers={"authorization": authorization.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
    assert SHOWN not in answer.text


def test_a_key_ends_is_revoked_and_is_noted_when_it_is_used(instance: Shared) -> None:
    key = instance.key("samara_short", OURS, [Permission.READ])
    assert instance.ask("/v1/devices", headers=bearer("samara_short")).json()["total"] == 2
    instance.app.state.directory.flush()
    use = instance.accounts.held().uses[key.id]
    assert (use.last_ms, use.calls) == (to_ms(NOON), 1)
    instance.accounts.put_keys(replace(key, expires_ms=to_ms(NOON)))
    instance.app.state.directory._due = 0.0
    assert instance.ask("/v1/devices", headers=bearer("samara_short")).status_code == 401


@pytest.mark.parametrize(
    ("scopes", "path", "status"),
    [
        ([Permission.READ], "/v1/devices", 200),
        ([Permission.READ], "/v1/quarantine", 403),
        ([Permission.READ], "/metrics", 403),
        ([Permission.QUARANTINE], "/v1/quarantine", 200),
        ([Permission.OBSERVE], "/metrics", 200),
        ([Permission.INGEST], "/v1/devices", 200),
    ],
)
def test_a_key_may_do_what_its_scopes_say(scopes: list[Permission], path: str, status: int) -> None:
    instance = Shared()
    instance.key("samara_scoped", None if Permission.OBSERVE in scopes else OURS, scopes)
    assert instance.ask(path, headers=bearer("samara_scoped")).status_code == status


def test_a_key_without_read_sees_only_what_is_open(instance: Shared) -> None:
    instance.key("samara_push", OURS, [Permission.INGEST])
    assert instance.ask("/v1/devices", headers=bearer("samara_push")).json()["total"] == 0


@pytest.mark.parametrize("path", ["/v1/quarantine", "/v1/quarantine/5", "/metrics"])
def test_the_public_is_asked_to_say_who_it_is(instance: Shared, path: str) -> None:
    answer = instance.ask(path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="samara"'


def standing_still(**changes: Any) -> Shared:
    """An instance for whose rates no time passes, however slow the machine."""
    instance = Shared()
    instance.security = replace(instance.security, clock=lambda: 0.0, **changes)
    instance.app = create_app(replace(instance.app.state.services, security=instance.security))
    return instance


def test_a_key_that_asks_too_often_waits() -> None:
    instance = standing_still()
    instance.key("samara_slow", OURS, [Permission.READ], per_second=0.5)
    answers = [instance.ask("/v1/quantities?limit=1", headers=bearer("samara_slow")) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["ratelimit"].startswith('"burst";r=1;')
    assert answers[2].headers["retry-after"] == "1"
    assert answers[2].headers["ratelimit"].startswith('"burst";r=0;')


def test_a_key_that_has_used_its_day_waits_for_the_next(instance: Shared) -> None:
    instance.key("samara_few", OURS, [Permission.READ], per_day=2)
    answers = [instance.ask("/v1/quantities?limit=1", headers=bearer("samara_few")) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == str(12 * 3600)


def test_an_address_without_a_key_waits_too_and_guessing_keys_is_no_way_around() -> None:
    instance = standing_still(anonymous_per_second=0.4)
    asked = [{}, bearer("samara_guess"), {}]
    assert [instance.ask("/v1/quantities", headers=one).status_code for one in asked] == [200, 401, 429]
    assert instance.ask("/v1/quantities", headers=bearer()).status_code == 200


def test_logging_in_and_out_is_written_down(instance: Shared) -> None:
    answer = instance.ask("/v1/session", "POST", json=JSON)
    assert answer.status_code == 200
    assert answer.json()["permissions"]["quarantine"] == [OURS]
    said = answer.headers["set-cookie"]
    assert said.startswith("__Host-samara-session=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(said.split("; "))
    inside = cookie(answer)
    assert instance.ask("/v1/quarantine", headers=inside).json()["items"][0]["tenant"] == OURS
    assert instance.ask("/v1/session", headers=inside).json()["name"] == "odile"
    token = {"x-csrf-token": answer.json()["csrf_token"]}
    assert instance.ask("/v1/session", "DELETE", headers=inside).status_code == 403
    assert instance.ask("/v1/session", "DELETE", headers={**inside, **token}).json()["kind"] == "anonymous"
    assert instance.ask("/v1/quarantine", headers=inside).status_code == 401
    assert actions(instance) == [("login.success", "odile", "127.0.0.1"), ("logout", "odile", "127.0.0.1")]
    assert PASSWORD not in str(list(instance.audit.entries()))
    assert not instance.accounts.held().sessions


@pytest.mark.parametrize(("name", "password"), [("odile", "wrong password"), ("nobody", PASSWORD), ("openid", "x")])
def test_a_failed_login_says_nothing_of_why_and_is_written_down(instance: Shared, name: str, password: str) -> None:
    instance.accounts.put_user(User("openid", "", subject="https://idp|1"))
    answer = instance.ask("/v1/session", "POST", json={"name": name, "password": password})
    assert answer.status_code == 401
    assert answer.json()["detail"] == "name or password is wrong, or the account is disabled"
    assert "set-cookie" not in answer.headers
    assert actions(instance) == [("login.failure", name, "127.0.0.1")]


def test_a_disabled_person_is_out_at_once_and_stays_out(instance: Shared) -> None:
    inside = cookie(instance.ask("/v1/session", "POST", json=JSON))
    instance.accounts.put_user(User("odile", HASH, (Grant(Role.VIEWER),), disabled=True))
    instance.app.state.directory._due = 0.0
    assert instance.ask("/v1/session", headers=inside).json()["kind"] == "anonymous"
    assert instance.ask("/v1/session", "POST", json=JSON).status_code == 401


def test_a_session_ends_by_itself(instance: Shared) -> None:
    instance.accounts.put_session(Session(hashed("old"), "odile", 0, to_ms(NOON)))
    answer = instance.ask("/v1/session", headers={"cookie": "__Host-samara-session=old"})
    assert answer.json()["kind"] == "anonymous"


def test_failed_logins_are_throttled_even_with_the_right_password(instance: Shared) -> None:
    wrong = {**JSON, "password": "wrong password"}
    statuses = [instance.ask("/v1/session", "POST", json=wrong).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    answer = instance.ask("/v1/session", "POST", json=JSON)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 30
    assert len(actions(instance)) == 5


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
)
def test_another_sites_page_logs_nobody_in(instance: Shared, headers: dict[str, str]) -> None:
    assert instance.ask("/v1/session", "POST", json=JSON, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b"null",
        b"{",
        b"\xff",
        b'{"name": 1, "password": []}',
        b'{"name": "a", "password": "b", "more": 1}',
        b'{"name": "' + b"x" * 101 + b'", "password": "b"}',
        b"[" * 100_000,
    ],
    ids=lambda body: body[:20],
)
def test_hostile_bodies_are_problems_that_say_where(instance: Shared, body: bytes) -> None:
    answer = instance.ask("/v1/session", "POST", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert "body" in answer.text


def write(instance: Shared, action: str = "site.rename") -> None:
    """Add a route that changes something, as a later part of the API will."""
    instance.app.post("/v1/change", openapi_extra=needs(Permission.OPERATE, action))(lambda: {"done": True})


def test_a_write_needs_the_token_of_the_page_and_is_written_down_before_it_is_done(instance: Shared) -> None:
    write(instance)
    inside = {"cookie": f"__Host-samara-session={instance.session(Grant(Role.OPERATOR, OURS))}"}
    token = {"x-csrf-token": csrf_token("token-of-odile")}
    assert instance.ask("/v1/change", "POST").status_code == 401
    assert instance.ask("/v1/change", "POST", headers=bearer()).status_code == 403
    assert instance.ask("/v1/change", "POST", headers=inside).status_code == 403
    assert instance.ask("/v1/change", "POST", headers={**inside, "x-csrf-token": "guess"}).status_code == 403
    assert actions(instance) == []
    assert instance.ask("/v1/change", "POST", headers={**inside, **token}).json() == {"done": True}
    assert actions(instance) == [("site.rename", "odile", "127.0.0.1")]


def test_what_cannot_be_written_down_is_not_done(instance: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise UnavailableError("the disk is full")

    write(instance)
    monkeypatch.setattr(instance.audit, "append", refuse)
    token = instance.session(Grant(Role.OPERATOR, OURS))
    headers = {"cookie": f"__Host-samara-session={token}", "x-csrf-token": csrf_token(token)}
    assert instance.ask("/v1/change", "POST", headers=headers).status_code == 503


def test_public_data_may_be_shown_anywhere_and_kept_for_a_while() -> None:
    instance = Shared(rules=(OpenRule(OURS, Domain.AIR, "pm2_5"),))
    first = instance.ask("/v1/devices", headers={"origin": "https://portal.example"})
    assert first.json()["total"] == 1
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["cache-control"] == "public, max-age=30"
    assert {"Authorization", "Cookie"} <= {name.strip() for name in first.headers["vary"].split(",")}
    again = instance.ask("/v1/devices", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert instance.ask("/v1/devices", headers={"if-none-match": '"other"'}).status_code == 200
    assert instance.ask("/v1/sites").headers["etag"] != first.headers["etag"]


def test_other_data_is_for_no_other_site_and_kept_by_nobody() -> None:
    instance = Shared(rules=(OpenRule(OURS, Domain.AIR, "pm2_5"),))
    inside = {"cookie": f"__Host-samara-session={instance.session(Grant(Role.VIEWER, OURS))}"}
    etag = instance.ask("/v1/devices").headers["etag"]
    for headers in (bearer(), inside):
        answer = instance.ask("/v1/devices", headers={**headers, "origin": "https://e.example", "if-none-match": etag})
        assert answer.status_code == 200
        assert "access-control-allow-origin" not in answer.headers
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "asked", "allowed"), [("GET", "", True), ("GET", "authorization", False), ("POST", "", False)]
)
def test_preflights_allow_reading_without_credentials_only(
    instance: Shared, method: str, asked: str, allowed: bool
) -> None:
    headers = {"origin": "https://portal.example", "access-control-request-method": method}
    answer = instance.ask("/v1/devices", "OPTIONS", headers={**headers, "access-control-request-headers": asked})
    names = answer.headers.get("access-control-allow-headers", "").lower()
    assert (answer.status_code == 204 and asked in names) is allowed


def test_quarantine_and_refusals_of_the_closed_are_no_public_data(instance: Shared) -> None:
    answer = instance.ask("/v1/quarantine", headers={"origin": "https://portal.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("testclient", "198.51.100.1", "testclient"),
    ],
)
def test_the_address_is_what_a_trusted_proxy_says(peer: str, forwarded: str, address: str) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope = {"type": "http", "client": (peer, 1), "headers": headers}
    assert client_address(scope, [ip_network("10.0.0.0/8")]) == address


def test_buckets_fill_again() -> None:
    now = 0.0
    buckets = Buckets(lambda: now)
    assert [buckets.take("a", 1, 2).passes for _ in range(3)] == [True, True, False]
    assert buckets.is_empty("a", 1, 2) == 1
    assert buckets.take("b", 1, 2).passes
    now = 1.0
    assert buckets.is_empty("a", 1, 2) == 0
    assert buckets.take("a", 1, 2) == (True, 0, 1)


def test_a_database_that_is_away_locks_nobody_out_who_is_known(instance: Shared, monkeypatch: Any) -> None:
    def away() -> int:
        raise UnavailableError("no answer from db.internal")

    assert instance.ask("/v1/devices", headers=bearer()).status_code == 200
    monkeypatch.setattr(instance.accounts, "revision", away)
    instance.app.state.directory._due = 0.0
    assert instance.ask("/v1/devices", headers=bearer()).status_code == 200
    fresh = create_app(instance.app.state.services)
    instance.app = fresh
    answer = instance.ask("/v1/devices", headers=bearer())
    assert answer.status_code == 503
    assert "db.internal" not in answer.text


def test_what_another_process_changes_is_noticed(instance: Shared) -> None:
    directory = Directory(instance.accounts, lambda: NOON)
    asyncio.run(directory.fresh())
    assert directory.openness.opened(OURS, Domain.AIR) == frozenset()
    instance.accounts.put_rules([OpenRule(OURS, Domain.AIR, "pm2_5")], opened=True)
    asyncio.run(directory.fresh())
    assert isinstance(directory.openness, Openness)
    assert not directory.openness
    directory._due = 0.0
    asyncio.run(directory.fresh())
    assert directory.openness.opened(OURS, Domain.AIR) == {"pm2_5"}


def test_reasons_of_unreadiness_are_for_those_who_observe(instance: Shared) -> None:
    services = replace(instance.app.state.services, checks={"broker": lambda: "mqtt.internal refuses"})
    instance.key("samara_probe", None, [Permission.OBSERVE])
    instance.app = create_app(services)
    assert "mqtt.internal" not in instance.ask("/ready").text
    assert "mqtt.internal" in instance.ask("/ready", headers=bearer("samara_probe")).text
