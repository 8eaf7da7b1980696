from pathlib import Path

import pytest
from console_workshop import AM307, EM300, uplink, workshop
from console_world import CLASSROOM, METER, STRANGER, World

from dashboards.console.workshop import Workshop
from telemetry.errors import ParseError, UnknownDecoderError
from telemetry.uplink import NO_NETWORK_INFO, NetworkInfo


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def held(world: World, tmp_path: Path) -> Workshop:
    return workshop(world, tmp_path)


def test_the_last_uplinks_of_a_device_the_newest_first(held: Workshop) -> None:
    kept = held.bench.uplinks(CLASSROOM, 3)
    assert [one.uplink.f_cnt for one in kept] == [14, 13, 12]
    assert {one.uplink.payload for one in kept} == {AM307}
    assert held.bench.uplinks("0" * 16, 3) == []


def test_the_decoder_is_that_which_the_ingest_chooses(held: Workshop, world: World) -> None:
    device, stranger = world.registry.device(CLASSROOM), world.registry.device(STRANGER)
    assert device is not None
    assert stranger is not None
    assert held.bench.decoder_of(device, NO_NETWORK_INFO).id == "milesight_am307"
    assert held.bench.decoder_of(stranger, NetworkInfo(profile="EM300-TH")).id == "milesight_em300_th"
    with pytest.raises(UnknownDecoderError):
        held.bench.decoder_of(stranger, NO_NETWORK_INFO)


def test_decoding_again_is_of_one_device_since_a_time(held: Workshop, world: World) -> None:
    an_hour_ago = world.now_ms - 3_600_000
    assert held.bench.reprocess(CLASSROOM, an_hour_ago) == "5 messages: 10 readings stored, 0 in quarantine."
    since = uplink(world, CLASSROOM, AM307, 0, "", 57).received_ms
    assert held.bench.reprocess(CLASSROOM, since) == "2 messages: 4 readings stored, 0 in quarantine."
    assert held.bench.reprocess(METER, an_hour_ago) == "1 messages: 0 readings stored, 1 in quarantine."


def test_uplinks_of_a_message_in_quarantine(held: Workshop, world: World) -> None:
    by_device = {entry.dev_eui: entry for entry in world.quarantine.list()}
    assert [one.payload for one in held.bench.uplinks_of(by_device[STRANGER])] == [EM300]
    with pytest.raises(ParseError):
        held.bench.uplinks_of(by_device[""])
