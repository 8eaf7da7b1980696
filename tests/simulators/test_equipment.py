"""Equipment that speaks MQTT itself, as the ingest's own sources read it."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from simulators.fleet import Fleet
from simulators.machines import FITTINGS
from telemetry.quantity import Kind
from telemetry.record import RawMessage
from telemetry.times import PARIS, to_ms
from telemetry.uplink import Event, Report

Heard = dict[str, dict[str, list[Event]]]

SAID = {
    "telegraf": {"battery_level", "battery_autonomy", "voltage", "ups_load", "ups_on_battery"},
    "neuron": {"supply_temperature", "return_temperature", "fan_speed", "compressor_running", "cooling_fault"},
    "shelly": {"current", "voltage", "active_power", "active_energy"},
    "axis": {"motion", "tamper", "storage_fault"},
    "itxpt": {"latitude", "longitude", "speed", "heading", "people_in", "people_out", "passenger_count"},
}


@pytest.mark.parametrize("source", SAID)
def test_the_ingest_understands_all_that_it_says(fleet: Fleet, heard: Heard, source: str) -> None:
    own = {one.dev_eui for one in fleet.equipment if one.machine.source == source}
    assert set(heard[source]) == own
    for events in heard[source].values():
        assert all(isinstance(event, Report) for event in events)
        readings = [reading for event in events if isinstance(event, Report) for reading in event.readings]
        assert SAID[source] <= {reading.quantity.key for reading in readings}
        assert all(reading.quantity.is_plausible(reading.value) for reading in readings)


def test_it_stands_on_sites_of_its_kind_and_is_in_the_inventory(fleet: Fleet) -> None:
    inventory = fleet.inventory()
    kinds = {site.slug: site.kind for site in inventory.sites}
    standing = Counter(
        kinds[device.site] for device in inventory.devices if device.dev_eui in {one.dev_eui for one in fleet.equipment}
    )
    sites = Counter(kinds.values())
    assert standing == {kind: sites[kind] * len(fitted) for kind, fitted in FITTINGS.items()}
    assert len({device.dev_eui for device in inventory.devices}) == len(inventory.devices)


def test_its_messages_do_not_depend_on_where_time_is_cut(fleet: Fleet, messages: list[RawMessage]) -> None:
    begin = datetime(2026, 10, 24, tzinfo=UTC)
    middle, end = begin + timedelta(hours=7, minutes=13), begin + timedelta(hours=12)
    for one in fleet.equipment[:12]:
        parts = [
            *one.messages(begin.timestamp(), middle.timestamp()),
            *one.messages(middle.timestamp(), end.timestamp()),
        ]
        assert parts == list(one.messages(begin.timestamp(), end.timestamp()))
        assert {message.payload for message in parts} <= {message.payload for message in messages}
        assert to_ms(begin) <= min(message.received_ms for message in parts)


def test_meters_never_run_backwards(heard: Heard) -> None:
    series: dict[tuple[str, str, str], list[float]] = {}
    for dev_eui, events in heard["shelly"].items():
        for event in events:
            for reading in event.readings if isinstance(event, Report) else ():
                if reading.quantity.kind is Kind.COUNTER:
                    series.setdefault((dev_eui, reading.quantity.key, reading.channel), []).append(reading.value)
    assert series
    assert all(values == sorted(values) for values in series.values())


def test_buses_rest_at_night_and_never_carry_less_than_nobody(heard: Heard) -> None:
    for events in heard["itxpt"].values():
        # The day on which summer time ends is stretched: there 5 h 30 is three quarters of an hour earlier.
        assert all(4 <= event.time.astimezone(PARIS).hour < 22 for event in events)
        counts = [
            {reading.quantity.key: reading.value for reading in event.readings}
            for event in events
            if isinstance(event, Report) and event.kind == "count"
        ]
        assert min(count["passenger_count"] for count in counts) == 0
        assert max(count["passenger_count"] for count in counts) > 3


def test_a_ups_that_has_lost_the_mains_discharges(fleet: Fleet) -> None:
    begin = datetime(2026, 6, 1, tzinfo=UTC).timestamp()
    ups = next(one for one in fleet.equipment if one.machine.source == "telegraf")
    said = [message.payload for message in ups.messages(begin, begin + 200 * 86400)]
    on_battery = [payload for payload in said if b'"upsOutputSource":5' in payload]
    assert 1 <= len(on_battery) < 0.01 * len(said)
    assert all(b'"upsEstimatedChargeRemaining":100' not in payload for payload in on_battery)
    assert all(b'"upsInputVoltage":0,' in payload for payload in on_battery)
