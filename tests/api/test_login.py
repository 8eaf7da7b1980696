"""The log-in page: a form that works without scripts, and leads nowhere else."""

import pytest
from tenancy_world import OURS, Shared

from api.auth.passwords import hash_password
from api.login import local_path
from telemetry.access import Grant, Role
from telemetry.accounts import User, csrf_token

PASSWORD = "cheval agrafe pile correcte"  # noqa: S105 - nobody's
HASH = hash_password(PASSWORD)
FORM = {"name": "odile", "password": PASSWORD, "next": "/console/?device=1"}


@pytest.fixture
def instance() -> Shared:
    instance = Shared()
    instance.accounts.put_user(User("odile", HASH, (Grant(Role.VIEWER, OURS),)))
    return instance


def test_the_form_lets_in_and_leads_on(instance: Shared) -> None:
    answer = instance.ask("/login", "POST", data=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/?device=1")
    inside = {"cookie": answer.headers["set-cookie"].partition(";")[0]}
    page = instance.ask("/login", headers=inside)
    token = csrf_token(inside["cookie"].partition("=")[2])
    assert "Vous êtes connecté en tant que odile." in page.text
    assert token in page.text
    instance.ask("/logout", "POST", data={"csrf_token": "guess"}, headers=inside)
    assert instance.ask("/v1/session", headers=inside).json()["name"] == "odile"
    out = instance.ask("/logout", "POST", data={"csrf_token": token}, headers=inside)
    assert 'samara-session=""' in out.headers["set-cookie"]
    assert instance.ask("/v1/session", headers=inside).json()["kind"] == "anonymous"


@pytest.mark.parametrize(("language", "words"), [("fr", "Cette connexion a été refusée"), ("en", "was refused")])
def test_a_refusal_is_told_on_the_form_in_the_language_of_the_visit(
    instance: Shared, language: str, words: str
) -> None:
    form = {**FORM, "password": "wrong", "next": '"><script>'}
    answer = instance.ask("/login", "POST", data=form, headers={"cookie": f"samara_language={language}"})
    assert answer.status_code == 401
    assert words in answer.text
    assert "<script" not in answer.text
    assert "wrong" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_too_many_failures_are_told(instance: Shared) -> None:
    answers = [instance.ask("/login", "POST", data={**FORM, "password": "wrong"}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "retry-after" in answers[-1].headers
    assert "réessayez plus tard" in answers[-1].text


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"x" * 5000, {}, 413),
        (b"\xff\xfe&&&==", {}, 401),
        (b"", {}, 401),
        (b"name=odile&password=x", {"origin": "https://evil.example"}, 403),
        (b"&".join(b"a=1" for _ in range(50)), {}, 401),
    ],
    ids=["long", "nonsense", "empty", "another site", "many fields"],
)
def test_hostile_forms(instance: Shared, body: bytes, headers: dict[str, str], status: int) -> None:
    assert instance.ask("/login", "POST", content=body, headers=headers).status_code == status


@pytest.mark.parametrize("path", ["/login/openid", "/login/callback"])
def test_without_a_provider_there_is_no_way_to_it(instance: Shared, path: str) -> None:
    assert instance.ask(path).status_code == 404
    assert "openid" not in instance.ask("/login").text


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/console/?device=1&x=é", "/console/?device=1&x=é"),
        ("", "/"),
        ("console", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\r\nset-cookie: a=b", "/"),
        ("/\t/evil.example", "/"),
    ],
)
def test_only_paths_of_ours_are_gone_to(wanted: str, path: str) -> None:
    assert local_path(wanted) == path
