"""Readings that are pushed: journaled whole or not at all, once, and only of the caller's own devices."""

import gzip
import json
from typing import Any

import httpx
import pytest
from tenancy_world import NOON, OUR_STATION, OURS, PLATFORM, STRANGER, THEIR_STATION, THEIRS, Shared, bearer

from telemetry.access import Grant, Role
from telemetry.times import to_ms

NEW = "24e124136b5000ff"
LINE = f"readings,device={OUR_STATION} pm2_5=7.5,pm10=9 1795262340000000000\n"
TEXT = {"content-type": "text/plain"}


def row(dev_eui: str = OUR_STATION, **more: Any) -> dict[str, Any]:
    return {"dev_eui": dev_eui, "quantity": "pm2_5", "value": 7.5, **more}


def push(world: Shared, *rows: Any, query: str = "", **headers: str) -> httpx.Response:
    return world.ask(f"/v1/ingest{query}", "POST", json={"readings": rows}, headers={**bearer(), **headers})


def push_lines(world: Shared, lines: bytes | str, **headers: str) -> httpx.Response:
    return world.ask("/v1/ingest", "POST", content=lines, headers={**bearer(), **TEXT, **headers})


@pytest.fixture
def world() -> Shared:
    return Shared()


def journaled(world: Shared) -> list[bytes]:
    return [entry.payload for entry in world.journal.read(0, 1000)]


def test_json_is_taken_and_journaled_as_it_came(world: Shared) -> None:
    answer = push(world, row(), row(channel="outdoor", time="2026-11-21T11:00:00+01:00"))

    assert (answer.status_code, answer.json()) == (200, {"readings": 2, "devices": 1, "registered": []})
    [payload] = journaled(world)
    assert json.loads(payload)["readings"] == [row(), row(channel="outdoor", time="2026-11-21T11:00:00+01:00")]
    [entry] = world.journal.read(0, 10)
    assert (entry.source, entry.topic, entry.received_ms) == ("push", f"ingest/push/{OURS}", to_ms(NOON))


def test_line_protocol_is_taken_plain_and_compressed(world: Shared) -> None:
    assert push_lines(world, LINE).json() == {"readings": 2, "devices": 1, "registered": []}
    assert push_lines(world, gzip.compress(LINE.encode()), **{"content-encoding": "gzip"}).status_code == 200
    assert journaled(world) == [LINE.encode()] * 2


def test_a_new_device_is_registered_for_the_authority_of_the_key(world: Shared) -> None:
    assert push(world, row(NEW)).json()["registered"] == [NEW]

    assert world.ask(f"/v1/devices/{NEW}", headers=bearer()).json()["tenant"] == OURS
    assert push(world, row(NEW)).json()["registered"] == []


@pytest.mark.parametrize("dev_eui", [THEIR_STATION, STRANGER])
def test_devices_of_others_and_of_nobody_are_refused(world: Shared, dev_eui: str) -> None:
    answer = push(world, row(), row(dev_eui), row(NEW))

    assert answer.status_code == 422
    reason = "not a device of yours; its authority pushes its readings"
    assert answer.json()["errors"] == [{"where": "body", "name": dev_eui, "detail": reason}]
    assert journaled(world) == []
    assert world.registry.device(NEW) is None


def test_the_same_key_is_answered_the_same_and_taken_once(world: Shared) -> None:
    answers = [push(world, row(NEW), **{"idempotency-key": "a-1"}) for _ in range(3)]

    assert [answer.json()["registered"] for answer in answers] == [[NEW]] * 3
    assert len(journaled(world)) == 1
    assert push(world, row(NEW), **{"idempotency-key": "a-2"}).json()["registered"] == []
    assert len(journaled(world)) == 2


def test_a_key_with_another_body_is_refused(world: Shared) -> None:
    push(world, row(), **{"idempotency-key": "a-1"})

    answer = push(world, row(value=8), **{"idempotency-key": "a-1"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "Idempotency-Key"
    assert len(journaled(world)) == 1


def test_keys_of_two_authorities_do_not_meet(world: Shared) -> None:
    world.key("samara_" + "b" * 43, THEIRS, ("ingest",))
    push(world, row(), **{"idempotency-key": "same"})

    theirs = {**bearer("samara_" + "b" * 43), "idempotency-key": "same"}
    answer = world.ask("/v1/ingest", "POST", json={"readings": [row(THEIR_STATION)]}, headers=theirs)

    assert answer.status_code == 200
    assert len(journaled(world)) == 2


def test_every_mistake_is_named_up_to_twenty_and_nothing_is_taken(world: Shared) -> None:
    answer = push(world, row(), *[row(value="x")] * 25, row(quantity="pm25"))

    problem = answer.json()
    assert answer.status_code == 422
    assert [error["name"] for error in problem["errors"]] == [f"readings[{number}]" for number in range(1, 21)]
    assert "6 more mistakes" in problem["detail"]
    assert journaled(world) == []


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("nonsense", "line 2", "not InfluxDB line protocol"),
        (f"weather,device={NEW} pm2_5=1", "line 2", "the measurement is readings"),
        (f"readings,device={NEW},site=x pm2_5=1", "line 2", "no tag 'site'"),
        ("readings pm2_5=1", "line 2", "not an EUI-64"),
        (f"readings,device={NEW} pm25=1", "line 2", "did you mean pm2_5?"),
        (f'readings,device={NEW} pm2_5="x"', "line 2", "give a number"),
        (f"readings,device={NEW} pm2_5=nan", "line 2", "finite"),
        (f"readings,device={NEW} pm2_5=1 1000", "line 2", "before 2015"),
        (f"readings,device={NEW} pm2_5=1 1895262340000000000", "line 2", "five minutes ahead"),
        (f"readings,device={NEW} pm2_5=" + "9" * 400 + "i", "line 2", "too large"),
    ],
)
def test_a_wrong_line_is_named_and_explained(world: Shared, line: str, name: str, words: str) -> None:
    [error] = push_lines(world, LINE + line).json()["errors"]

    assert (error["where"], error["name"]) == ("body", name)
    assert words in error["detail"]
    assert journaled(world) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "no reading"),
        (b"\n# a comment\n", "no reading"),
        (b"{", "not the JSON"),
        (b"[1]", "Expected `object`"),
        (b'{"readings": []}', "no reading"),
        (b'{"readings": [], "more": 1}', "unknown field `more`"),
        (b'{"readings": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not the JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b'{"readings": ["\\u0000"]}', "NUL"),
    ],
)
def test_a_body_that_is_none_is_explained(world: Shared, body: bytes, words: str) -> None:
    answer = push_lines(world, body)

    assert answer.status_code == 422
    assert words in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "application/xml"}, b"<a/>", 415),
        ({"content-type": ""}, LINE, 415),
        ({"content-encoding": "br"}, LINE, 415),
        ({"content-encoding": "gzip"}, LINE, 400),
        ({"content-encoding": "gzip"}, gzip.compress(LINE.encode())[:-9], 400),
        ({"content-encoding": "gzip"}, gzip.compress(bytes(50_000_000)), 413),
        ({}, b"#" * 300_000, 413),
        ({"idempotency-key": "x" * 101}, LINE, 422),
        ({"idempotency-key": "a b"}, LINE, 422),
    ],
)
def test_a_wrong_request_is_a_problem(world: Shared, headers: dict[str, str], body: Any, status: int) -> None:
    answer = push_lines(world, body, **headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert journaled(world) == []


@pytest.mark.parametrize(("scopes", "status"), [(("read",), 403), (("ingest",), 200)])
def test_only_integrators_push(world: Shared, scopes: tuple[str, ...], status: int) -> None:
    world.key("samara_" + "c" * 43, OURS, scopes)

    answer = world.ask("/v1/ingest", "POST", content=LINE, headers={**bearer("samara_" + "c" * 43), **TEXT})

    assert answer.status_code == status
    assert [entry.event.action for entry in world.audit.list()] == (["ingest.push"] if status == 200 else [])


def test_the_public_pushes_nothing(world: Shared) -> None:
    assert world.ask("/v1/ingest", "POST", content=LINE, headers=TEXT).status_code == 401


def test_a_person_of_several_authorities_says_for_which(world: Shared) -> None:
    token = world.session(Grant(Role.INTEGRATOR, OURS), Grant(Role.INTEGRATOR, THEIRS))
    headers = {"cookie": f"__Host-samara-session={token}", **TEXT}
    headers["x-csrf-token"] = world.ask("/v1/session", headers=headers).json()["csrf_token"]
    body = f"readings,device={NEW} pm2_5=1"

    assert world.ask("/v1/ingest", "POST", content=body, headers=headers).status_code == 400
    assert world.ask("/v1/ingest?tenant=nobody", "POST", content=body, headers=headers).status_code == 404
    answer = world.ask(f"/v1/ingest?tenant={THEIRS}", "POST", content=body, headers=headers)
    assert answer.json()["registered"] == [NEW]
    device = world.registry.device(NEW)
    assert device is not None
    assert device.tenant == THEIRS


def test_the_platform_registers_for_nobody_unless_it_says_so(world: Shared) -> None:
    headers = {"cookie": f"__Host-samara-session={world.session(PLATFORM)}", **TEXT}
    headers["x-csrf-token"] = world.ask("/v1/session", headers=headers).json()["csrf_token"]

    answer = world.ask("/v1/ingest", "POST", content=f"readings,device={NEW} pm2_5=1", headers=headers)

    assert answer.json()["registered"] == [NEW]
    device = world.registry.device(NEW)
    assert device is not None
    assert not device.assigned
