from collections.abc import Sequence
from datetime import timedelta

import pytest
from console_world import CABINET, CLASSROOM, METER, STRANGER, World

from dashboards.console.fleet import State
from dashboards.console.watcher import STORE_PERIOD_MS, Watcher
from telemetry.device import Device
from telemetry.errors import UnavailableError
from telemetry.memory import MemoryLiveFeed
from telemetry.ports import Inventory
from telemetry.quantity import AIR_TEMPERATURE, CO2, DEVICE_SILENT, WATER_VOLUME
from telemetry.record import Point, QuarantineEntry, Record
from telemetry.series import Sample, Series
from telemetry.uplink import Report


def test_first_picture_comes_from_the_store(world: World, watcher: Watcher) -> None:
    world.fill()
    watcher.step()
    snapshot = watcher.snapshot
    assert snapshot.states == {
        CLASSROOM: State.FRESH,
        METER: State.FRESH,
        CABINET: State.SILENT,
        STRANGER: State.FRESH,
    }
    assert (snapshot.counts.heard, snapshot.counts.known) == (3, 4)
    radio = snapshot.vitals[CLASSROOM].activity
    assert radio is not None
    assert (radio.rssi, radio.spreading_factor) == (-97, 9)


def test_indicators_make_no_device_look_alive(world: World, watcher: Watcher) -> None:
    world.fill()
    cabinet = world.registry.device(CABINET)
    assert cabinet is not None
    tags = {"virtual": "indicators"}
    world.registry.merge(Inventory(devices=(Device("02494e0000000001", 0, "amiens", "nro", tags=tags),)))
    point = Point(world.series(CABINET, DEVICE_SILENT), world.now_ms, 1.0)
    world.store.write([Record(0, cabinet, Report(CABINET, world.now, ()), 0, world.now_ms, (point,))])
    watcher.step()
    assert watcher.snapshot.states[CABINET] is State.SILENT
    assert watcher.snapshot.counts.known == 4


def test_live_records_show_without_the_store(world: World, watcher: Watcher) -> None:
    watcher.step()
    world.now += timedelta(seconds=1)
    world.live.publish([world.record(METER, {WATER_VOLUME: 12.5})])
    watcher.step()
    [(_, sample)] = watcher.snapshot.vitals[METER].latest.values()
    assert sample == Sample(world.now_ms, 12.5)


def test_a_device_that_appears_is_shown_as_unassigned(world: World, watcher: Watcher) -> None:
    watcher.step()
    device = Device("24e1240000000009")
    world.registry.merge(Inventory(devices=(device,)))
    world.live.publish([world.record(device.dev_eui, {CO2: 500})])
    world.now += timedelta(seconds=1)
    watcher.step()
    assert not watcher.snapshot.vitals[device.dev_eui].device.assigned


def test_a_picture_is_made_once_a_second(world: World, watcher: Watcher) -> None:
    watcher.step()
    first = watcher.snapshot
    world.now += timedelta(milliseconds=999)
    watcher.step()
    assert watcher.snapshot is first
    world.now += timedelta(milliseconds=1)
    watcher.step()
    assert watcher.snapshot is not first


def test_counters_and_rate(world: World, watcher: Watcher) -> None:
    for _ in range(4):
        world.metrics.add("samara_uplinks_total", 30, tenant="amiens")
        world.metrics.add("samara_readings_total", 90)
        world.metrics.add("samara_duplicates_total", 2)
        watcher.step()
        world.now += timedelta(seconds=5)
    world.metrics.gauge("samara_store_lag", "Lag", lambda: 17)
    world.quarantine.put([QuarantineEntry(1, "chirpstack", "t", b"", world.now_ms, "no")])
    watcher.step()
    counts = watcher.snapshot.counts
    assert (counts.readings, counts.duplicates, counts.store_lag, counts.quarantined) == (360, 8, 17, 1)
    # Over the last ten seconds, not since the start: 60 uplinks in 10 s, then none in the last five of them.
    assert counts.uplinks_per_second == pytest.approx(3)


def test_store_is_read_again_after_records_were_lost(world: World) -> None:
    world.live = MemoryLiveFeed(depth=1)
    watcher = Watcher(world.services, lambda: world.now_ms)
    watcher.subscribe()
    watcher.step()
    world.now += timedelta(milliseconds=STORE_PERIOD_MS)
    world.happen(world.record(CLASSROOM, {CO2: 600}), world.record(METER, {WATER_VOLUME: 1}))
    watcher.step()
    assert all(watcher.snapshot.vitals[dev_eui].latest for dev_eui in (CLASSROOM, METER))


def test_the_page_lives_on_without_the_store_and_says_so(
    world: World, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Sequence[Series]) -> dict[int, Sample]:
        raise UnavailableError("influx.example does not answer")

    world.store.write([world.record(CLASSROOM, {CO2: 600})])
    with monkeypatch.context() as patch:
        patch.setattr(world.store, "latest", away)
        watcher.step()
        world.live.publish([world.record(METER, {WATER_VOLUME: 3})])
        world.now += timedelta(seconds=1)
        watcher.step()
        assert watcher.snapshot.problem == "influx.example does not answer"
        assert watcher.snapshot.states[METER] is State.FRESH
        assert not watcher.snapshot.vitals[CLASSROOM].latest
    world.now += timedelta(milliseconds=STORE_PERIOD_MS)
    watcher.step()
    assert watcher.snapshot.problem == ""
    assert watcher.snapshot.vitals[CLASSROOM].latest


def test_an_absent_registry_database_leaves_the_last_picture_and_says_so(
    world: World, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> int:
        raise UnavailableError("postgresql does not answer")

    watcher.step()
    monkeypatch.setattr(world.quarantine, "count", away)
    world.now += timedelta(seconds=1)
    watcher.step()
    assert watcher.snapshot.problem == "postgresql does not answer"
    assert watcher.snapshot.states.keys() == {CLASSROOM, METER, CABINET, STRANGER}


def test_quarantined_devices_are_to_check_from_the_start(world: World, watcher: Watcher) -> None:
    world.store.write([world.record(CLASSROOM, {AIR_TEMPERATURE: 20}, timedelta(hours=1))])
    world.quarantine.put([QuarantineEntry(9, "chirpstack", "t", b"", world.now_ms, "too short", CLASSROOM)])
    watcher.step()
    assert watcher.snapshot.states[CLASSROOM] is State.SUSPECT
    assert watcher.snapshot.vitals[CLASSROOM].problem == "too short"
    assert [entry.seq for entry in watcher.snapshot.quarantine] == [9]


def test_thread_starts_and_stops(world: World) -> None:
    watcher = Watcher(world.services, lambda: world.now_ms)
    watcher.start()
    watcher.stop()
    assert world.live._watchers == ()
