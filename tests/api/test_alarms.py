"""Alarms over HTTP: lists, one, its history, what people do, and the stream."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from telemetry.alarm import Alarm

Ask = Callable[..., httpx.Response]
LATER = "2026-11-21T14:00:00Z"


@pytest.fixture
def alarm(world: Any) -> Alarm:
    world.engine.say("a", 35)
    return world.engine.store.open_alarms()[0]


def post(ask: Ask, alarm: Alarm, verb: str, body: Any = None, **headers: str) -> httpx.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(f"/v1/alarms/{alarm.id}/{verb}", "POST", json=body, headers=names)


@pytest.fixture
def several(world: Any) -> None:
    for name, value in (("a", 35), ("b", 45), ("c", 35), ("c", 20)):
        world.engine.say(name, value)
        world.engine.wall_ms += 1000


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("query", "devices"),
    [
        ("", "cba"),
        ("?limit=2", "cb"),
        ("?severity=critical", "b"),
        ("?active=true", "ba"),
        ("?active=false", "c"),
        ("?open=false", ""),
        ("?acknowledged=true", ""),
        ("?device=a", "a"),
        ("?rule=hot&tenant=somme-numerique", "cba"),
        ("?rule=silent", ""),
        ("?from=2026-11-21T12:00:01Z", "cb"),
        ("?to=2026-11-21T12:00:01Z", "a"),
    ],
)
def test_the_list_is_filtered(own_ask: Ask, query: str, devices: str) -> None:
    page = own_ask(f"/v1/alarms{query}").json()
    assert "".join(one["device"] for one in page["items"]) == devices


@pytest.mark.usefixtures("several")
def test_the_list_is_paged(own_ask: Ask) -> None:
    path, devices = "/v1/alarms?limit=1&severity=major", []
    while path:
        page = own_ask(path).json()
        devices += [one["device"] for one in page["items"]]
        path = page["next"]
    assert devices == ["c", "b", "a"]


@pytest.mark.parametrize(
    "query",
    ["?severity=grave", "?open=perhaps", "?limit=0", "?from=yesterday", "?colour=red", "?active=true&active=false"],
)
def test_what_cannot_be_asked_is_refused(own_ask: Ask, query: str) -> None:
    assert own_ask(f"/v1/alarms{query}").status_code == 422


def test_one_alarm_with_its_revision_as_etag(own_ask: Ask, alarm: Alarm) -> None:
    answer = own_ask(f"/v1/alarms/{alarm.id}")
    assert answer.headers["etag"] == '"1"'
    body = answer.json()
    assert (body["state"], body["severity"], body["value"]) == ("unacknowledged", "major", 35.0)
    assert body["raised"] == "2026-11-21T12:00:00Z"


@pytest.mark.parametrize("path", ["", "/history"])
def test_an_alarm_that_is_not_there_is_not_found(own_ask: Ask, path: str) -> None:
    answer = own_ask(f"/v1/alarms/000000000000-0-0{path}")
    assert (answer.status_code, answer.json()["detail"]) == (404, "no alarm 000000000000-0-0; /v1/alarms lists them")


def test_actions_are_in_the_history_with_who_and_what_they_said(own_ask: Ask, alarm: Alarm) -> None:
    steps: list[tuple[str, Any, str]] = [
        ("acknowledge", {"comment": "j'y vais"}, "acknowledged"),
        ("confirm", None, "acknowledged"),
        ("unacknowledge", {}, "unacknowledged"),
        ("shelve", {"until": LATER, "why": "travaux", "one_shot": True}, "shelved"),
        ("unshelve", {}, "unacknowledged"),
        ("out-of-service", {"why": "sonde remplacée"}, "out_of_service"),
        ("in-service", {}, "unacknowledged"),
        ("comment", {"comment": "fini"}, "unacknowledged"),
    ]
    for revision, (verb, body, state) in enumerate(steps, 2):
        answer = post(own_ask, alarm, verb, body, if_match=f'"{revision - 1}"')
        assert (answer.status_code, answer.json()["state"]) == (200, state), answer.text
        assert answer.headers["etag"] == f'"{revision}"'
    history = own_ask(f"/v1/alarms/{alarm.id}/history").json()["items"]
    assert [one["seq"] for one in history] == list(range(1, 10))
    assert [one["actor"] for one in history] == ["", *["demo"] * 8]
    assert [one["comment"] for one in history if one["comment"]] == ["j'y vais", "travaux", "sonde remplacée", "fini"]
    assert history[4]["alarm"]["shelved"] == {"until": LATER, "by": "demo", "why": "travaux", "one_shot": True}


def test_what_somebody_else_changed_is_not_acted_on(own_ask: Ask, world: Any, alarm: Alarm) -> None:
    world.engine.say("a", 45)
    for tag in ('"1"', "1", 'W/"1"', "nonsense", '"99999999999999999999"'):
        answer = post(own_ask, alarm, "acknowledge", {}, if_match=tag)
        assert answer.status_code == 412
        assert "revision 2" in answer.json()["detail"]
    assert post(own_ask, alarm, "acknowledge", {}, if_match="*").status_code == 200


@pytest.mark.parametrize(
    ("verb", "body", "status"),
    [
        ("confirm", {}, 409),
        ("unacknowledge", {}, 409),
        ("reset", {}, 409),
        ("unshelve", {}, 409),
        ("in-service", {}, 409),
        ("shelve", {"until": "2026-11-21T11:00:00Z", "why": "hier"}, 400),
        ("shelve", {"until": "2027-11-21T11:00:00Z", "why": "un an"}, 400),
        ("acknowledge", {"until": "2026-11-21T11:59:59Z"}, 400),
        ("shelve", {"until": LATER}, 422),
        ("shelve", {"why": "pour toujours"}, 422),
        ("shelve", {"until": LATER, "why": ""}, 422),
        ("shelve", {"until": 1795262400, "why": "un nombre"}, 422),
        ("shelve", {"until": None, "why": "rien"}, 422),
        ("shelve", {"until": "2026-11-21T14:00:00", "why": "sans fuseau"}, 422),
        ("comment", {"comment": ""}, 422),
        ("comment", {"comment": "a\x00b"}, 422),
        ("comment", {"comment": "x" * 501}, 422),
        ("comment", {"comment": "\ud800"}, 422),
        ("acknowledge", {"comment": "bien", "by": "somebody else"}, 422),
        ("acknowledge", [], 422),
        ("out-of-service", None, 422),
        ("explode", {}, 404),
    ],
)
def test_what_cannot_be_done_is_refused(own_ask: Ask, alarm: Alarm, verb: str, body: Any, status: int) -> None:
    answer = own_ask(
        f"/v1/alarms/{alarm.id}/{verb}",
        "POST",
        content=json.dumps(body),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_without_alarms_in_the_process_the_part_is_unavailable(world: Any) -> None:
    world.alarms = None
    listener = world.app()
    transport = httpx.ASGITransport(listener, raise_app_exceptions=False)

    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://samara") as client:
            return await client.get("/v1/alarms")

    assert asyncio.run(get()).status_code == 503


class TestStream:
    def test_what_happens_is_pushed(self, world: Any, listen: Callable[..., Any]) -> None:
        async def scenario() -> None:
            world.engine.say("a", 35)
            async with listen("/v1/alarms/events") as listener:
                await listener.until(b"retry")
                world.engine.say("a", 45)
                said = await listener.until(b"event: transition", ending=b"\n\n")
            assert b"id: 2\n" in said
            assert b'"happening":"escalated"' in said
            assert b"id: 1\n" not in said

        asyncio.run(scenario())

    def test_who_comes_back_is_told_what_was_missed(self, world: Any) -> None:
        for value in (35, 45, 20):
            world.engine.say("a", value)
        place, lost, told = world.app().state.alarm_watchers.missed(world.engine.store, 1)
        assert (place, lost, [one.seq for one in told]) == (3, 0, [2, 3])

    def test_of_too_much_the_newest_is_told_and_the_rest_counted(self, world: Any) -> None:
        batch = [world.engine.hear(f"{n:04}", 35) for n in range(1500)]
        world.engine.engine.handle(batch, 1500)
        place, lost, told = world.app().state.alarm_watchers.missed(world.engine.store, 100)
        assert (place, lost, len(told)) == (1500, 400, 1000)


def test_the_clock_of_actions_is_that_of_the_service(own_ask: Ask, alarm: Alarm) -> None:
    body = post(own_ask, alarm, "acknowledge", {}).json()
    assert body["acknowledged_at"] == body["raised"] == "2026-11-21T12:00:00Z"


@pytest.mark.usefixtures("several")
def test_the_load_is_that_of_one_authority_or_of_all(own_ask: Ask) -> None:
    whole = own_ask("/v1/alarms/figures").json()
    assert (whole["last_10_min"], whole["standing"], whole["unacknowledged"], whole["in_flood"]) == (3, 2, 2, False)
    assert (whole["high_share"], whole["medium_share"]) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert whole["top"][0]["alarms"] == 1
    assert own_ask("/v1/alarms/figures?tenant=somme-numerique").json() == whole
    assert own_ask("/v1/alarms/figures?tenant=baie-de-somme").json()["last_day"] == 0
