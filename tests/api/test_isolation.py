"""No authority learns anything of another: every route is walked, by construction.

What a caller is answered in an instance that they share is byte for byte what they are answered where the others
do not exist: so nothing can leak by a body, a header, a count, the text of a refusal or the order of a page.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from tenancy_world import (
    OUR_ALARM,
    OUR_GATEWAY,
    OUR_METER,
    OUR_SEQ,
    OUR_STATION,
    OURS,
    PLATFORM,
    SHOWN,
    STRANGER,
    THEIR_ALARM,
    THEIR_GATEWAY,
    THEIR_SEQ,
    THEIR_STATION,
    THEIR_VALUE,
    THEIRS,
    Shared,
    bearer,
)

from api.access import need_of
from telemetry.access import Grant, OpenRule, Role
from telemetry.accounts import csrf_token
from telemetry.device import Domain

VALUES: dict[str, tuple[object, ...]] = {
    "tenant": (OURS, THEIRS, "unassigned"),
    "site": ("beffroi", "site-secret"),
    "dev_eui": (OUR_STATION, OUR_METER, THEIR_STATION, STRANGER),
    "seq": (OUR_SEQ, THEIR_SEQ, 7, 8),
    "series": (1, 2, 3, 4, 5, 6, 7, 8),
    "text": ("station", "secr", "a8175"),
    "domain": ("air", "water", "other"),
    "quantity": ("pm2_5", "water_volume"),
    "assigned": ("true", "false"),
    "channel": ("main", "other"),
    "from": ("2026-11-21T11:00:00Z",),
    "to": ("2026-11-21T11:30:00Z",),
    "aggregate": ("count",),
    "window": ("10m",),
    "format": ("csv",),
    "after": ("1,2026-11-21T11:10:00Z", "5,2026-11-21T11:10:00Z"),
    "key": ("pm2_5_day", "water_day_volume", "device_silent", "nothing"),
    "limit": (1,),
    "offset": (1,),
    "before": (7,),
    "alarm_id": (OUR_ALARM, THEIR_ALARM, "000000000000-0-0"),
    "rule": ("hot", "secret"),
    "device": (OURS, THEIRS),
    "open": ("true",),
    "active": ("false",),
    "acknowledged": ("false",),
    "severity": ("major",),
}
"""What each parameter is asked with, theirs among it; a new parameter needs a line here."""

NO_API = {
    "/openapi.json": "the document, the same for all",
    "/login": "the log-in page",
    "/logout": "the log-in page's way out",
}
"""Routes outside the API: they check their callers themselves, or tell everybody the same."""

SECRETS = re.compile(f"secr|{THEIR_STATION}|{STRANGER}|{THEIR_GATEWAY}|{THEIR_VALUE}".encode(), re.IGNORECASE)


@pytest.fixture(scope="module")
def shared() -> Shared:
    return Shared()


@pytest.fixture(scope="module")
def alone() -> Shared:
    return Shared(other=False)


@pytest.fixture(scope="module")
def empty() -> Shared:
    return Shared(ours=False, other=False)


DOCUMENT = Shared().app.openapi()
OPERATIONS = [
    pytest.param(path, method.upper(), operation, id=operation["operationId"])
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]
STREAMS = [
    parameter
    for parameter in OPERATIONS
    if "text/event-stream" in parameter.values[2]["responses"]["200"]["content"]  # type: ignore[index,call-overload]
]


def questions(path: str, operation: dict[str, Any]) -> Iterator[str]:
    """The paths that ask an operation everything: each path parameter, and pairs of query parameters."""
    parameters = operation.get("parameters", ())
    names = [parameter["name"] for parameter in parameters if parameter["in"] == "query"]
    inside = [parameter["name"] for parameter in parameters if parameter["in"] == "path"]
    for values in product(*(VALUES[name] for name in inside)):
        filled = path.format(**dict(zip(inside, values, strict=True)))
        yield filled
        for name in names:
            yield from (f"{filled}?{name}={value}" for value in VALUES[name])
        for first, second in product(names, names):
            if first < second:
                yield from (f"{filled}?{first}={one}&{second}={two}" for one in VALUES[first] for two in VALUES[second])


def facts(answer: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    return answer.status_code, dict(answer.headers), answer.content


def walk(one: Shared, other: Shared, path: str, method: str, operation: dict[str, Any], **options: Any) -> None:
    """Ask both instances all questions of an operation; the answers are the same, and some are no refusals."""
    if "requestBody" in operation:
        options["json"] = {}
    for question in questions(path, operation):
        answer, expected = one.ask(question, method, **options), other.ask(question, method, **options)
        assert facts(answer) == facts(expected), question
        if not SECRETS.search(question.encode()):
            assert not SECRETS.search(answer.content), question


LIVE = [parameter for parameter in STREAMS if parameter.values[0] == "/v1/live"]
UNSTREAMED = [parameter for parameter in OPERATIONS if parameter not in STREAMS]


@pytest.mark.parametrize(("path", "method", "operation"), UNSTREAMED)
def test_a_key_sees_what_it_would_see_if_there_were_nobody_else(
    shared: Shared, alone: Shared, path: str, method: str, operation: dict[str, Any]
) -> None:
    walk(shared, alone, path, method, operation, headers=bearer())


@pytest.mark.parametrize(("path", "method", "operation"), UNSTREAMED)
def test_the_public_sees_nothing_of_what_is_not_open(
    shared: Shared, empty: Shared, path: str, method: str, operation: dict[str, Any]
) -> None:
    walk(shared, empty, path, method, operation)


@pytest.mark.parametrize(("path", "method", "operation"), LIVE)
def test_a_stream_tells_a_key_what_it_would_tell_if_there_were_nobody_else(
    shared: Shared, alone: Shared, path: str, method: str, operation: dict[str, Any]
) -> None:
    for query in ("", f"?dev_eui={OUR_STATION}", "?quantity=pm2_5", "?domain=air"):
        said = [one.watch(f"{path}{query}", bearer(), b"13.5") for one in (shared, alone)]
        assert b"13.5" in said[0]
        assert said[0] == said[1]
        assert not SECRETS.search(said[0])


@pytest.mark.parametrize(("path", "method", "operation"), LIVE)
def test_a_stream_tells_the_public_only_open_readings(path: str, method: str, operation: dict[str, Any]) -> None:
    instance = Shared(rules=(OpenRule(OURS, Domain.AIR, "pm2_5"),))
    said = instance.watch(path, {}, b"13.5")
    assert re.findall(rb"event: (\w+)", said) == [b"reading"]
    assert b'"value":13.5' in said
    assert not SECRETS.search(said)


def test_the_streams_are_those_that_have_a_test() -> None:
    assert {parameter.values[0] for parameter in STREAMS} == {"/v1/live", "/v1/alarms/events"}


def test_the_stream_of_alarms_tells_of_ours_only() -> None:
    instance = Shared()
    world = instance.alarms
    for tenant in (THEIRS, OURS):
        world.say(f"{tenant}:{tenant}", 45)
    for headers, seqs in ((bearer(), [b"1", b"4"]), ({}, [])):
        said = instance.watch("/v1/alarms/events", {**headers, "last-event-id": "0"}, b"id: 4")
        assert re.findall(rb"id: (\d+)", said) == seqs
        assert not SECRETS.search(said)


@pytest.mark.parametrize(("alarm", "status"), [(OUR_ALARM, 200), (THEIR_ALARM, 404), ("000000000000-0-0", 404)])
def test_an_operator_acts_on_the_alarms_of_their_authority(alarm: str, status: int) -> None:
    instance = Shared()
    token = instance.session(Grant(Role.OPERATOR, OURS), Grant(Role.VIEWER, THEIRS))
    headers = {"cookie": f"__Host-samara-session={token}", "x-csrf-token": csrf_token(token)}
    answer = instance.ask(f"/v1/alarms/{alarm}/acknowledge", "POST", headers=headers)
    assert answer.status_code == status, answer.text
    assert (instance.alarms.store.get(OUR_ALARM).acknowledged_by == "odile") == (status == 200)
    [entry] = instance.audit.list("alarm.acknowledge")
    assert (entry.event.actor, entry.event.target) == ("odile", f"/v1/alarms/{alarm}/acknowledge")


def test_the_walk_can_fail(shared: Shared, alone: Shared) -> None:
    everything = [Shared(other=other) for other in (True, False)]
    for instance in everything:
        instance.key(SHOWN, None, ("read",))
    devices = "/v1/devices"
    with pytest.raises(AssertionError):
        walk(everything[0], everything[1], devices, "GET", DOCUMENT["paths"][devices]["get"], headers=bearer())


def routes(held: list[Any]) -> Iterator[Any]:
    """All routes; FastAPI keeps those of an included router inside it."""
    for route in held:
        included = getattr(route, "original_router", None)
        yield from routes(included.routes) if included else [route]


def test_every_route_says_whom_it_is_for(shared: Shared) -> None:
    for route in routes(shared.app.routes):
        if isinstance(route, APIRoute):
            need = need_of(route)
            assert need is not None, f"{route.path} declares no permission; give it openapi_extra=needs(…)"
            writes = route.methods - {"GET", "HEAD"}
            assert not writes or need.action or need.permission == "sign_in", f"{route.path} has no audit action"
        else:
            path = getattr(route, "path", "")
            assert path in NO_API, f"{path} is no route of the API; who may call it?"


def test_a_route_that_forgets_is_closed_even_to_the_platform() -> None:
    instance = Shared()
    instance.app.get("/v1/forgotten")(lambda: "secret")
    instance.app.router.routes.insert(0, instance.app.router.routes.pop())
    headers = {"cookie": f"__Host-samara-session={instance.session(PLATFORM)}"}
    answer = instance.ask("/v1/forgotten", headers=headers)
    assert answer.status_code == 403
    assert "secret" not in answer.text


def test_what_is_open_is_seen_by_all_and_nothing_beside_it() -> None:
    instance = Shared(rules=(OpenRule(THEIRS, Domain.AIR, "pm2_5"),))
    for headers in ({}, bearer()):
        device = instance.ask(f"/v1/devices/{THEIR_STATION}", headers=headers).json()
        assert [series["quantity"] for series in device["series"]] == ["pm2_5"]
        assert [one["value"] for one in device["latest"]] == [THEIR_VALUE]
        assert (device["tags"], device["activity"], device["profile"]) == ({}, None, "")
        assert instance.ask(f"/v1/gateways?tenant={THEIRS}", headers=headers).json()["total"] == 0
        assert instance.ask(f"/v1/sites?tenant={THEIRS}", headers=headers).json()["total"] == 1
        temperature = instance.ask(f"/v1/readings?dev_eui={THEIR_STATION}&quantity=air_temperature", headers=headers)
        assert temperature.status_code == 404
        assert temperature.json()["detail"].endswith("channels that have it: none")


def test_household_water_stays_closed_whatever_was_written() -> None:
    instance = Shared(rules=(OpenRule(OURS, Domain.WATER, "water_volume"),))
    assert instance.ask("/v1/series").json()["total"] == 0
    assert instance.ask(f"/v1/devices/{OUR_METER}").status_code == 404


def test_our_own_gateway_is_named_and_theirs_is_not() -> None:
    instance = Shared()
    for gateway, shown in ((OUR_GATEWAY, OUR_GATEWAY), (THEIR_GATEWAY, "")):
        instance.heard_by = gateway
        instance.store.write([instance.record(OUR_STATION, {})])
        device = instance.ask(f"/v1/devices/{OUR_STATION}", headers=bearer()).json()
        assert device["activity"]["gateway"] == shown
        assert device["activity"]["gateways"] == 1


@pytest.mark.parametrize(
    ("grants", "total"),
    [
        ([Grant(Role.VIEWER, OURS)], 2),
        ([Grant(Role.VIEWER, OURS), Grant(Role.OPERATOR, THEIRS)], 3),
        ([Grant(Role.VIEWER, THEIRS)], 1),
        ([PLATFORM], 4),
        ([], 0),
    ],
    ids=["ours", "both", "theirs", "platform", "nobody"],
)
def test_a_person_sees_the_authorities_of_their_roles(grants: list[Grant], total: int) -> None:
    instance = Shared()
    headers = {"cookie": f"__Host-samara-session={instance.session(*grants)}"}
    assert instance.ask("/v1/devices", headers=headers).json()["total"] == total


def test_a_page_that_is_kept_for_a_second_is_kept_for_equals_only() -> None:
    instance = Shared(rules=(OpenRule(OURS, Domain.AIR, "pm2_5"),))
    instance.key(f"samara_{'b' * 43}", THEIRS, ("read",))
    callers = {"ours": bearer(), "theirs": bearer(f"samara_{'b' * 43}"), "public": {}}
    for _ in range(2):
        seen = {
            name: {item["tenant"] for item in instance.ask("/v1/latest?limit=9999", headers=headers).json()["items"]}
            for name, headers in callers.items()
        }
        assert seen == {"ours": {OURS}, "theirs": {OURS, THEIRS}, "public": {OURS}}
