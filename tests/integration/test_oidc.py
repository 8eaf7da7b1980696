"""Log-in by OpenID Connect, against a provider on a real HTTP server: what gets in, and all that must not."""

import asyncio
import base64
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from oidc_provider import CLIENT, SECRET, Provider
from tenancy_world import OURS, Shared

from api.app import create_app
from api.auth.security import OidcOptions
from telemetry.access import Grant, Role
from telemetry.accounts import User
from telemetry.times import utc_now

BASE = "https://samara.example"


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider(f"{BASE}/login/callback")
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture
def instance(provider: Provider) -> Shared:
    instance = Shared()
    roles = ("sig", Grant(Role.OPERATOR, OURS)), ("dsi", Grant(Role.PLATFORM_ADMIN))
    oidc = OidcOptions(provider.issuer, CLIENT, SECRET, roles=roles)
    security = replace(instance.security, oidc=oidc, public_url=BASE)
    instance.app = create_app(replace(instance.app.state.services, security=security, now=utc_now))
    return instance


class Browser:
    """Follows redirects between Samara (in this process) and the provider (on its server), with one cookie jar."""

    def __init__(self, instance: Shared) -> None:
        self._app = instance.app
        self.cookies = httpx.Cookies()

    def get(self, path: str) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=BASE, cookies=self.cookies) as client:
                answer = await client.get(path)
                self.cookies = client.cookies
                return answer

        return asyncio.run(send())

    def consent(self, path: str = "/login/openid?next=/console/?device=1") -> str:
        """Go to the provider, and return the path that it sends the browser back to."""
        leaving = self.get(path)
        assert leaving.status_code == 303
        back = httpx.get(leaving.headers["location"]).headers["location"]
        assert back.startswith(f"{BASE}/login/callback?")
        return back.removeprefix(BASE)

    def log_in(self) -> httpx.Response:
        return self.get(self.consent())

    @property
    def name(self) -> str:
        name: str = self.get("/v1/session").json()["name"]
        return name


def actions(instance: Shared) -> list[tuple[str, str]]:
    return [(entry.event.action, entry.event.actor) for entry in instance.audit.entries()]


def test_a_person_of_the_provider_gets_in_with_the_roles_of_their_groups(instance: Shared, provider: Provider) -> None:
    browser = Browser(instance)
    assert "/login/openid" in browser.get("/login?next=/console/").text
    answer = browser.log_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/?device=1")
    assert browser.name == "odile"
    assert browser.get("/v1/quarantine").json()["items"][0]["tenant"] == OURS
    assert browser.get("/v1/devices").json()["total"] == 2
    user = instance.accounts.held().users["odile"]
    assert (user.subject, user.password) == (f"{provider.issuer}|7f3a", "")
    assert actions(instance) == [("login.success", "odile")]


def test_roles_follow_the_provider_at_each_log_in(instance: Shared, provider: Provider) -> None:
    Browser(instance).log_in()
    provider.person["groups"] = ["dsi", "others"]
    browser = Browser(instance)
    browser.log_in()
    assert browser.get("/v1/devices").json()["total"] == 4
    assert list(instance.accounts.held().users) == ["odile"]


def test_the_provider_may_change_its_keys(instance: Shared, provider: Provider) -> None:
    Browser(instance).log_in()
    provider.rotate()
    browser = Browser(instance)
    assert browser.log_in().status_code == 303
    assert provider.asked.count("certs") == 2
    assert provider.asked.count("openid-configuration") == 1


def unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return f"{'.'.join(encoded)}."


def by_another_key(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))


def by_the_client_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 2))


FORGERIES: dict[str, tuple[Callable[[dict[str, Any]], str], str]] = {
    "not signed": (unsigned, "'none' is not allowed"),
    "signed by another key": (by_another_key, "bad_signature"),
    "signed symmetrically": (by_the_client_secret, "'HS256' is not allowed"),
    "no token": (lambda _: "", "decode_error"),
    "nonsense": (lambda _: "a.b.c", "decode_error"),
}
SPOILT: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "another nonce": (lambda claims: claims.update(nonce="other"), "Invalid claim: 'nonce'"),
    "no nonce": (lambda claims: claims.pop("nonce"), "Missing claim: 'nonce'"),
    "another issuer": (lambda claims: claims.update(iss="https://evil.example"), "Invalid claim: 'iss'"),
    "another audience": (lambda claims: claims.update(aud="other"), "Invalid claim: 'aud'"),
    "another party": (lambda claims: claims.update(aud=[CLIENT, "other"], azp="other"), "Invalid claim: 'azp'"),
    "expired": (lambda claims: claims.update(exp=int(time.time()) - 120), "expired"),
    "of tomorrow": (
        lambda claims: claims.update(iat=int(time.time()) + 86_400, nbf=int(time.time()) + 86_400),
        "in the future",
    ),
    "no subject": (lambda claims: claims.pop("sub"), "Missing claim: 'sub'"),
    "no name": (lambda claims: claims.pop("preferred_username"), "no claim preferred_username"),
    "a hostile name": (lambda claims: claims.update(preferred_username="<script>"), "is no user name"),
    "another access token": (lambda claims: claims.update(at_hash="other"), "Invalid claim: 'at_hash'"),
    "no group of ours": (lambda claims: claims.update(groups=["others"]), "has no role here"),
    "groups of another type": (lambda claims: claims.update(groups={"sig": True}), "has no role here"),
    "no groups": (lambda claims: claims.pop("groups"), "has no role here"),
}


def refused(instance: Shared, answer: httpx.Response, why: str) -> None:
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "samara-session" not in answer.headers.get("set-cookie", "")
    assert instance.accounts.held().sessions == {}
    assert [action for action, _ in actions(instance)] == ["login.failure"]
    assert why in next(instance.audit.entries()).event.detail["reason"]


@pytest.mark.parametrize(("forge", "why"), FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_token_is_refused(instance: Shared, provider: Provider, forge: Any, why: str) -> None:
    provider.forge = forge
    refused(instance, Browser(instance).log_in(), why)


@pytest.mark.parametrize(("spoil", "why"), SPOILT.values(), ids=SPOILT.keys())
def test_a_token_that_is_not_for_us_now_is_refused(instance: Shared, provider: Provider, spoil: Any, why: str) -> None:
    provider.spoil = spoil
    refused(instance, Browser(instance).log_in(), why)


def test_a_code_that_was_begun_in_another_browser_is_refused(instance: Shared) -> None:
    theirs = Browser(instance).consent()
    victim = Browser(instance)
    victim.get("/login/openid")
    refused(instance, victim.get(theirs), "not begun in this browser")


def test_a_code_is_good_once(instance: Shared) -> None:
    browser = Browser(instance)
    back = browser.consent()
    again = Browser(instance)
    again.cookies = httpx.Cookies(browser.cookies)
    assert browser.get(back).status_code == 303
    assert again.get(back).status_code == 401
    assert "answers 400" in list(instance.audit.entries())[-1].event.detail["reason"]


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [
        ("state=", "state=x", "not begun in this browser"),
        ("iss=http", "iss=https", "another provider"),
        ("code=", "nocode=", "no code"),
    ],
)
def test_an_answer_that_was_changed_on_its_way_is_refused(instance: Shared, was: str, becomes: str, why: str) -> None:
    browser = Browser(instance)
    refused(instance, browser.get(browser.consent().replace(was, becomes)), why)


def test_who_does_not_consent_is_told(instance: Shared, provider: Provider) -> None:
    provider.refuses = "access_denied"
    refused(instance, Browser(instance).log_in(), "access_denied")


def test_a_name_that_is_a_local_account_is_not_taken_over(instance: Shared) -> None:
    instance.accounts.put_user(User("odile", "$argon2id$", (Grant(Role.PLATFORM_ADMIN),)))
    refused(instance, Browser(instance).log_in(), "another account's")
    assert instance.accounts.held().users["odile"].subject == ""


def test_a_disabled_person_stays_out(instance: Shared, provider: Provider) -> None:
    instance.accounts.put_user(User("odile", "", (), disabled=True, subject=f"{provider.issuer}|7f3a"))
    refused(instance, Browser(instance).log_in(), "is disabled")


def test_a_provider_that_is_away_or_misconfigured_is_no_failure_of_ours(instance: Shared, provider: Provider) -> None:
    provider.broken = True
    assert Browser(instance).get("/login/openid").status_code == 503
    provider.broken = False
    provider.issuer += "/other"
    assert Browser(instance).get("/login/openid").status_code == 503
    assert actions(instance) == []


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_a_log_in_leads_to_no_other_site(instance: Shared, wanted: str) -> None:
    browser = Browser(instance)
    answer = browser.get(browser.consent(f"/login/openid?next={wanted}"))
    assert answer.headers["location"] == "/"
