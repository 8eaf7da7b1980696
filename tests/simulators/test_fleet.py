"""The fleet as a whole: the same for the same seed, in order, and as a network server would publish it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest

from decoders.registry import builtin
from simulators.demo import SOURCES
from simulators.fleet import BROKEN_AT, NETWORKS, STRANGERS, Fleet
from simulators.network_server import Gateways, Identity
from simulators.radio import DUTY_CYCLE, time_on_air
from telemetry.device import Domain, Tenant
from telemetry.errors import ConfigError, DecodeError
from telemetry.memory import MemoryRegistry
from telemetry.ports import Inventory
from telemetry.quantity import Kind
from telemetry.reading import Reading
from telemetry.record import RawMessage
from telemetry.uplink import Event, Uplink

Events = dict[str, list[dict[str, Any]]]
Heard = dict[str, dict[str, list[Event]]]
Frames = dict[str, list[Uplink]]


def test_the_same_seed_gives_the_same_traffic_and_another_another(messages: list[RawMessage], start: datetime) -> None:
    assert list(islice(Fleet(seed=1).events(start), 200)) == messages[:200]
    assert list(islice(Fleet(seed=2).events(start), 200)) != messages[:200]


def test_traffic_does_not_depend_on_where_it_is_cut(fleet: Fleet, messages: list[RawMessage], start: datetime) -> None:
    middle, end = start + timedelta(hours=7, minutes=13), start + timedelta(hours=12)
    parts = [*fleet.events(start, middle), *fleet.events(middle, end)]
    assert parts == messages[: len(parts)]


def test_messages_come_in_time_order(messages: list[RawMessage]) -> None:
    assert all(before.received_ms <= after.received_ms for before, after in pairwise(messages))
    assert {message.source for message in messages} == set(SOURCES)


def test_a_week_is_realistic_in_size(messages: list[RawMessage]) -> None:
    kinds = Counter(message.topic.rsplit("/", 1)[1] for message in messages if message.source == "chirpstack")
    assert 70_000 < kinds["up"] / 3 * 7 < 120_000
    assert kinds["status"] > 300
    assert kinds["join"] > 3


def test_every_authority_and_trade_is_there(fleet: Fleet) -> None:
    inventory = fleet.inventory()
    assert len(inventory.devices) >= 150
    assert len({device.tenant for device in inventory.devices}) == 16
    trades = {device.domain for device in inventory.devices}
    assert trades == set(Domain) - {Domain.OTHER}


FAMILIES = {
    "french": ("Watteco", "Adeunis", "Nexelec", "Fludia", "Ewattch", "Enless", "ATIM", "nanosense", "Sensing"),
    "water, heat": ("Axioma", "Kamstrup", "Elvaco", "Milesight", "Dragino", "Arad", "B", "Diehl"),
    "city": ("Bosch", "Nwave", "Dingtek", "Terabee", "Decentlab", "Keller", "SenseCAP", "Tekzitel", "Tinovi"),
    "building": ("Elsys", "Tektelic", "Browan", "Netvox", "Talkpool", "MClimate"),
}


def test_models_of_all_families_are_fitted(fleet: Fleet) -> None:
    models = {device.profile for device in fleet.inventory().devices if device.profile}
    assert len(models) >= 60
    vendors = {model.split()[0] for model in models}
    assert {family: set(names) - vendors for family, names in FAMILIES.items()} == {key: set() for key in FAMILIES}


@pytest.mark.parametrize("network", ["chirpstack", "the_things_stack", "live_objects"])
def test_three_networks_carry_it(fleet: Fleet, heard: Heard, network: str) -> None:
    nobody = Identity("", "", "", "")
    sources = {tenant: writer(nobody, Gateways(())).source for tenant, writer in NETWORKS.items()}
    expected = {
        one.identity.dev_eui for one in fleet.devices if sources.get(one.identity.application, "chirpstack") == network
    }
    assert set(heard[network]) == expected
    assert len(expected) >= 10


def test_all_networks_tell_of_radio_and_of_each_frame_once(heard: Heard) -> None:
    for network in ("the_things_stack", "live_objects"):
        for events in heard[network].values():
            uplinks = [event for event in events if isinstance(event, Uplink)]
            assert all(up.spreading_factor and up.best_reception and up.best_reception.rssi for up in uplinks)
            counts = [up.f_cnt for up in uplinks]
            assert all(after > before or after == 0 for before, after in pairwise(counts))


def test_the_inventory_merges_into_a_registry(fleet: Fleet) -> None:
    registry, inventory = MemoryRegistry(), fleet.inventory()
    registry.merge(Inventory(tenants=tuple(Tenant(slug, slug) for slug in {site.tenant for site in inventory.sites})))
    registry.merge(inventory)
    slugs = {site.slug for site in registry.sites()}
    assert {device.site for device in inventory.devices} <= slugs
    assert len(registry.gateways()) >= 20


def test_euis_are_locally_administered_and_distinct() -> None:
    euis = [device.identity.dev_eui for device in Fleet(seed=3, devices=5000).devices]
    assert len(set(euis)) == 5000
    assert all(len(eui) == 16 and int(eui[:2], 16) & 0b11 == 0b10 for eui in euis)


def test_a_larger_fleet_contains_the_smaller_one(fleet: Fleet) -> None:
    larger = Fleet(seed=1, devices=1000)
    assert [one.identity for one in larger.devices[:200]] == [one.identity for one in fleet.devices]
    equipment = [one.dev_eui for one in fleet.equipment]
    assert [one.dev_eui for one in larger.equipment[: len(equipment)]] == equipment


def test_strangers_speak_and_are_in_no_inventory(fleet: Fleet, heard: Heard) -> None:
    known = {device.dev_eui for device in fleet.inventory().devices}
    strangers = {fleet.devices[place].identity.dev_eui for place in STRANGERS}
    speaking = {dev_eui for by_device in heard.values() for dev_eui in by_device}
    assert strangers <= set(heard["chirpstack"])
    assert not strangers & known
    assert speaking - strangers == known


def readings_of(fleet: Fleet, frames: Frames) -> Iterator[tuple[str, Uplink, list[Reading]]]:
    """What decoders make of all uplinks; nothing where they fail."""
    profiles = {one.identity.dev_eui: one.identity.profile for one in fleet.devices}
    for dev_eui, uplinks in frames.items():
        decoder = builtin().for_profile(profiles[dev_eui])
        for uplink in uplinks:
            with suppress(DecodeError):
                yield dev_eui, uplink, decoder.read(uplink) if decoder else []


def test_all_payloads_decode_but_those_of_the_broken_and_the_unknown(fleet: Fleet, frames: Frames) -> None:
    decoded: Counter[str] = Counter()
    for dev_eui, _, readings in readings_of(fleet, frames):
        decoded[dev_eui] += bool(readings)
        assert all(reading.quantity.is_plausible(reading.value) for reading in readings)
    undecodable = {dev_eui for dev_eui, uplinks in frames.items() if decoded[dev_eui] < len(uplinks)}
    assert undecodable == {fleet.devices[place].identity.dev_eui for place in (BROKEN_AT, 60)}


def test_counters_never_fall_through_the_end_of_summer_time(fleet: Fleet, frames: Frames) -> None:
    series: dict[tuple[str, str, str], list[tuple[datetime, float]]] = {}
    for dev_eui, uplink, readings in readings_of(fleet, frames):
        for reading in readings:
            if reading.quantity.kind is Kind.COUNTER:
                key = dev_eui, reading.quantity.key, reading.channel
                series.setdefault(key, []).append((reading.time or uplink.time, reading.value))
    assert len(series) > 50
    for samples in series.values():
        values = [value for _, value in sorted(samples)]
        assert values == sorted(values)
        assert values[0] >= 0


def test_frame_counters_grow_within_a_session_and_losses_leave_gaps(uplinks: Events) -> None:
    sessions: dict[tuple[str, str], list[int]] = {}
    for dev_eui, events in uplinks.items():
        for event in events:
            sessions.setdefault((dev_eui, event["devAddr"]), []).append(event["fCnt"])
    sent = sum(counts[-1] - counts[0] + 1 for counts in sessions.values())
    heard = sum(len(counts) for counts in sessions.values())
    assert all(after > before for counts in sessions.values() for before, after in pairwise(counts))
    assert 0.002 < 1 - heard / sent < 0.06


def test_radio_facts_are_those_of_gateways(uplinks: Events) -> None:
    receptions = [one for events in uplinks.values() for event in events for one in event["rxInfo"]]
    assert all(-125 <= one["rssi"] <= -30 and -20 <= one["snr"] <= 15 for one in receptions)
    assert len({one["gatewayId"] for one in receptions}) >= 20
    several = Counter(len(event["rxInfo"]) for events in uplinks.values() for event in events)
    assert min(several[1], several[2], several[3]) > 0


def test_devices_keep_the_duty_cycle_even_when_hurried(fleet: Fleet) -> None:
    for device in [*fleet.devices, *Fleet(seed=1, period_scale=0.001).devices]:
        assert time_on_air(device.links.spreading_factor, 64) / device.period <= DUTY_CYCLE


def test_a_shorter_period_makes_more_traffic(fleet: Fleet, start: datetime) -> None:
    end = start + timedelta(hours=1)
    slow, fast = (sum(1 for _ in one.events(start, end)) for one in (fleet, Fleet(period_scale=0.1)))
    assert fast > 4 * slow


@pytest.mark.parametrize("arguments", [{"devices": 0}, {"devices": 10**7}, {"period_scale": 0.0}])
def test_numbers_out_of_range_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="give"):
        Fleet(**arguments)
