import asyncio
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api import watchers
from telemetry.memory import MemorySubscription
from telemetry.quantity import AIR_TEMPERATURE, CO2, WATER_VOLUME
from telemetry.record import Record
from telemetry.times import to_ms
from telemetry.uplink import Notice, Report

Ask = Callable[..., httpx.Response]
Listen = Callable[..., Any]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CLASSROOM, METER = "24e124136b502217", "a81758fffe0312ab"


EVERYTHING = watchers.Interest(lambda _: True, lambda *_: True, lambda _: False)


def events(received: bytes) -> list[tuple[str, dict[str, Any]]]:
    """The name and data of each event of a stream."""
    found = []
    for block in received.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


async def watched(world: Any, count: int = 1) -> None:
    """Wait until the feed has so many subscriptions."""
    for _ in range(500):
        if len(world.live._watchers) == count:
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


def everything(world: Any) -> list[Record]:
    device = world.registry.device(CLASSROOM)
    notice = Notice(CLASSROOM, NOON, "join", {"dev_addr": "01a2b3c4", "at": NOON})
    report = Report(METER, NOON, ())
    classroom = world.record(CLASSROOM, NOON, {AIR_TEMPERATURE: 999.0, CO2: 600.0})
    meter = world.record(METER, NOON, {WATER_VOLUME: 12.5})
    return [
        classroom,
        meter._replace(event=report),
        Record(900, device, notice, to_ms(NOON), to_ms(NOON)),
        world.record(METER, NOON, {WATER_VOLUME: 13.5})._replace(seq=999),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["uplink", "air_temperature", "co2", "water_volume", "notice", "uplink", "water_volume"]),
        ("tenant=amiens-metropole", ["uplink", "air_temperature", "co2", "notice"]),
        ("site=reservoir-nord", ["water_volume", "uplink", "water_volume"]),
        ("domain=water", ["water_volume", "uplink", "water_volume"]),
        ("dev_eui=24E124136B502217", ["uplink", "air_temperature", "co2", "notice"]),
        ("quantity=co2", ["co2"]),
        ("tenant=amiens-metropole&quantity=water_volume", []),
    ],
)
def test_a_watcher_is_told_what_it_asked_for(world: Any, listen: Listen, query: str, expected: list[str]) -> None:
    async def scenario() -> bytes:
        async with listen(query=query) as client, listen() as other:
            await other.until(b"retry:")
            await client.until(b"retry:")
            await watched(world)
            world.live.publish(everything(world))
            await other.until(b"id: 999", b"13.5")
            return bytes(client.received)

    told = events(asyncio.run(scenario()))
    assert [data["quantity"] if event == "reading" else event for event, data in told] == expected


def test_events_say_all_that_is_needed(world: Any, listen: Listen) -> None:
    async def scenario() -> bytes:
        async with listen() as client:
            await client.until(b"retry:")
            world.live.publish(everything(world))
            return bytes(await client.until(b"id: 999", b"13.5"))

    received = asyncio.run(scenario())
    told = dict(events(received)[:3] + events(received)[4:5])
    assert told["reading"] == {
        "series": 2,
        "dev_eui": CLASSROOM,
        "tenant": "amiens-metropole",
        "site": "ecole-jules-verne",
        "domain": "building",
        "quantity": "co2",
        "channel": "main",
        "unit": "[ppm]",
        "time": "2026-11-21T12:00:00Z",
        "value": 600.0,
        "suspect": False,
    }
    assert (told["uplink"]["rssi"], told["uplink"]["gateways"], told["uplink"]["error"]) == (-97, 1, None)
    assert told["notice"]["kind"] == "join"
    assert told["notice"]["detail"] == {"dev_addr": "01a2b3c4", "at": "2026-11-21T12:00:00Z"}
    assert b"id: 290\nevent: uplink\n" in received


def test_what_is_decoded_again_is_not_live(world: Any, listen: Listen) -> None:
    async def scenario() -> bytes:
        async with listen() as client:
            await client.until(b"retry:")
            old = world.record(METER, NOON - timedelta(days=1), {WATER_VOLUME: 1.0}, live=False)
            world.live.publish([old, world.record(METER, NOON, {WATER_VOLUME: 2.0})])
            return bytes(await client.until(b"2.0"))

    assert len(events(asyncio.run(scenario()))) == 2


def test_a_client_that_does_not_read_loses_the_oldest_and_is_told(world: Any, listen: Listen) -> None:
    async def scenario() -> bytes:
        async with listen(query="quantity=water_volume") as client, listen() as other:
            client.app.state.watchers._depth = 100
            async with listen(query="quantity=water_volume") as slow:
                await slow.until(b"retry:")
                slow.reading.clear()
                # The first pieces may be under way already: one that was asked for, and one that waits.
                for _ in range(4):
                    world.live.publish([world.record(METER, NOON, {WATER_VOLUME: float(n)}) for n in range(80)])
                    await other.until(b"id: %d" % world.seq)
                    await client.until(b"id: %d" % world.seq)
                slow.reading.set()
                assert b"lost" not in client.received
                return bytes(await slow.until(b"id: %d" % world.seq, ending=b"\n\n"))

    told = events(asyncio.run(scenario()))
    lost = [data["lost"] for event, data in told if event == "lost"]
    assert sum(lost) + sum(event == "reading" for event, _ in told) == 320
    assert sum(lost) >= 60
    assert told[-1][1]["value"] == 79.0


def test_what_the_feed_itself_lost_is_told(world: Any, listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemorySubscription, "lost", 3)

    async def scenario() -> bytes:
        async with listen() as client:
            await client.until(b"retry:")
            world.live.publish([world.record(METER, NOON, {WATER_VOLUME: 2.0})])
            return bytes(await client.until(b"2.0"))

    assert ("lost", {"lost": 3}) in events(asyncio.run(scenario()))


def test_silence_is_broken_by_a_comment(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchers, "HEARTBEAT_SECONDS", 0.01)

    async def scenario() -> bytes:
        async with listen() as client:
            return bytes(await client.until(b": nothing new\n\n: nothing new\n\n"))

    assert asyncio.run(scenario()).startswith(b"retry: 3000\n\n")


def test_the_subscription_and_its_thread_end_with_the_last_client(world: Any, listen: Listen) -> None:
    async def scenario() -> None:
        async with listen() as first:
            await first.until(b"retry:")
            async with listen() as second:
                await second.until(b"retry:")
                assert len(world.live._watchers) == 1
            await watched(world, 1)
        await watched(world, 0)
        async with listen() as again:
            await again.until(b"retry:")
            world.live.publish([world.record(METER, NOON, {WATER_VOLUME: 2.0})])
            await again.until(b"2.0")

    asyncio.run(scenario())
    for thread in threading.enumerate():
        if thread.name == "samara-live":
            thread.join(5)
            assert not thread.is_alive()


def test_streams_end_when_the_feed_fails(world: Any, listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda _: failed.set())
    monkeypatch.setattr(MemorySubscription, "get", lambda *_: 1 / 0)

    async def scenario() -> None:
        async with listen() as client:
            await client.until(b"retry:")
            await asyncio.wait_for(asyncio.shield(client.task), 5)

    asyncio.run(scenario())
    assert failed.wait(5)
    assert not world.live._watchers


def test_there_is_a_limit_to_watchers_and_room_again_after(world: Any) -> None:
    async def scenario() -> None:
        room = watchers.Watchers(world.live, most=1)
        watcher = room.join(EVERYTHING)
        with pytest.raises(watchers.HTTPException) as refused:
            room.join(EVERYTHING)
        assert refused.value.status_code == 503
        assert refused.value.headers == {"retry-after": "10"}
        room.leave(watcher)
        room.leave(room.join(EVERYTHING))

    asyncio.run(scenario())


def test_last_event_id_is_tolerated_and_a_wrong_filter_is_not(ask: Ask) -> None:
    answer = ask("/v1/live?quantity=colour", headers={"last-event-id": "12"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "quantity"


def test_the_public_leaves_room_for_others(world: Any) -> None:
    async def scenario() -> None:
        room = watchers.Watchers(world.live, most=4)
        public = EVERYTHING._replace(public=True)
        joined = [room.join(public), room.join(public)]
        with pytest.raises(watchers.HTTPException, match="2 clients watch already"):
            room.join(public)
        for watcher in (*joined, room.join(EVERYTHING), room.join(EVERYTHING)):
            room.leave(watcher)

    asyncio.run(scenario())
