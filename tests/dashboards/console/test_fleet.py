from dataclasses import replace
from datetime import timedelta

import pytest
from console_world import CABINET, CLASSROOM, METER, World

from dashboards.console.fleet import State, Vitals, after, blamed, recalled, site_views
from telemetry.device import Device
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_LEVEL, BATTERY_VOLTAGE, CO2, EXTERNAL_POWER, LINK_MARGIN
from telemetry.record import Activity, QuarantineEntry, Record
from telemetry.series import Sample
from telemetry.uplink import Notice

HOUR = timedelta(hours=1)
LATE_MS, SILENT_MS = 3 * 3_600_000, 26 * 3_600_000


def vitals(world: World, *records: Record) -> Vitals:
    known = Vitals(records[0].device)
    for record in records:
        known = after(known, record)
    return known


@pytest.mark.parametrize(
    ("age", "celsius", "error", "state"),
    [
        (0 * HOUR, 21.0, None, State.FRESH),
        (3 * HOUR - timedelta(seconds=1), 21.0, None, State.FRESH),
        (3 * HOUR, 21.0, None, State.LATE),
        (26 * HOUR, 21.0, None, State.SILENT),
        (0 * HOUR, -85.0, None, State.SUSPECT),
        (4 * HOUR, float("nan"), None, State.SUSPECT),
        (26 * HOUR, -85.0, None, State.SILENT),
        (0 * HOUR, 21.0, "unknown channel", State.SUSPECT),
    ],
)
def test_state(world: World, age: timedelta, celsius: float, error: str | None, state: State) -> None:
    known = vitals(world, world.record(CLASSROOM, {AIR_TEMPERATURE: celsius}, age, error))
    assert known.state(world.now_ms, LATE_MS, SILENT_MS) is state


def test_what_a_device_measures_comes_before_its_health(world: World) -> None:
    """A device status, with battery and link margin, comes before the first uplink."""
    status = world.record(CLASSROOM, {EXTERNAL_POWER: 0, BATTERY_LEVEL: 90, LINK_MARGIN: 12})
    known = vitals(world, status, world.record(CLASSROOM, {CO2: 700, AIR_TEMPERATURE: 21}))
    quantities = [series.quantity for series, _ in known.measured_first.values()]
    assert quantities == [CO2, AIR_TEMPERATURE, EXTERNAL_POWER, BATTERY_LEVEL, LINK_MARGIN]


def test_a_device_never_heard_is_silent(world: World) -> None:
    assert Vitals(Device(CLASSROOM)).state(world.now_ms, LATE_MS, SILENT_MS) is State.SILENT


def test_a_good_uplink_ends_a_problem(world: World) -> None:
    bad = world.record(CLASSROOM, {}, HOUR, "unknown channel")
    good = world.record(CLASSROOM, {AIR_TEMPERATURE: 20})
    assert vitals(world, bad).problem == "unknown channel"
    assert vitals(world, bad, good).problem == ""


def test_late_data_changes_neither_value_nor_radio_nor_problem(world: World) -> None:
    new = world.record(CLASSROOM, {AIR_TEMPERATURE: 20})
    late = world.record(CLASSROOM, {AIR_TEMPERATURE: 5, CO2: 700}, HOUR, "bad")
    known = vitals(world, new, late)
    samples = {series.quantity: sample.value for series, sample in known.latest.values()}
    assert samples == {AIR_TEMPERATURE: 20, CO2: 700}
    assert (known.heard_ms, known.problem) == (world.now_ms, "")


def test_a_join_is_no_sign_of_life_of_the_sensor(world: World) -> None:
    device = world.registry.device(CLASSROOM)
    assert device is not None
    join = Record(1, device, Notice(CLASSROOM, world.now, "join"), world.now_ms, world.now_ms)
    assert vitals(world, join).heard_ms == 0


@pytest.mark.parametrize(("stored_age", "value"), [(2 * HOUR, 20.0), (0 * HOUR, 7.0)])
def test_the_store_only_adds_what_is_newer(world: World, stored_age: timedelta, value: float) -> None:
    series = world.series(CLASSROOM, AIR_TEMPERATURE)
    known = vitals(world, world.record(CLASSROOM, {AIR_TEMPERATURE: 20}, HOUR))
    stored_ms = world.now_ms - int(stored_age.total_seconds() * 1000)
    after_recall = recalled(known, {series.id: (series, Sample(stored_ms, 7.0))}, Activity(stored_ms, -120))
    assert after_recall.latest[series.id][1].value == value
    assert after_recall.activity is not None
    assert after_recall.activity.rssi == (-97 if value == 20.0 else -120)
    assert after_recall.heard_ms == max(known.heard_ms, stored_ms)


@pytest.mark.parametrize(("minutes_after_last_value", "blame"), [(-5, ""), (5, "too short")])
def test_quarantine_counts_until_a_good_value_has_come(world: World, minutes_after_last_value: int, blame: str) -> None:
    known = vitals(world, world.record(CLASSROOM, {AIR_TEMPERATURE: 20}, HOUR))
    received_ms = known.heard_ms + minutes_after_last_value * 60_000
    entry = QuarantineEntry(1, "chirpstack", "t", b"", received_ms, "too short", CLASSROOM)
    assert blamed(known, entry).problem == blame


def test_battery_is_the_level_or_else_the_voltage(world: World) -> None:
    both = vitals(world, world.record(CLASSROOM, {BATTERY_VOLTAGE: 3.6, BATTERY_LEVEL: 80}))
    voltage = vitals(world, world.record(CLASSROOM, {BATTERY_VOLTAGE: 3.6}))
    assert [held and held[1].value for held in (both.battery, voltage.battery)] == [80, 3.6]


def test_a_site_takes_the_state_of_its_worst_device_and_is_drawn_last(world: World) -> None:
    def at(site: str, dev_eui: str) -> Vitals:
        device = world.registry.device(dev_eui)
        assert device is not None
        return Vitals(replace(device, site=site))

    fleet = [
        (at("ecole", CLASSROOM), State.SILENT),
        (at("ecole", METER), State.FRESH),
        (at("nro", CABINET), State.LATE),
    ]
    views = site_views(world.registry.sites(), fleet)
    assert [(view.site.slug, view.state, view.devices) for view in views] == [
        ("nro", State.LATE, 1),
        ("ecole", State.SILENT, 2),
    ]
    assert views[1].tally == {State.SILENT: 1, State.FRESH: 1}
