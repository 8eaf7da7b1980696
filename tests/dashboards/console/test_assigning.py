from datetime import UTC, datetime

import pytest
from console_world import CLASSROOM, STRANGER, World

from dashboards.console.assigning import Claim, Suggestion, assign, suggest
from decoders.registry import builtin
from telemetry.device import UNASSIGNED, Device, Gateway
from telemetry.errors import TelemetryError
from telemetry.ports import Inventory
from telemetry.uplink import NetworkInfo, Uplink

EM300 = bytes.fromhex("01755c03673401046865")


@pytest.fixture
def world() -> World:
    world = World()
    world.registry.merge(
        Inventory(gateways=(Gateway("g", "amiens", "Beffroi", "ecole"), Gateway("h", "baie", "Phare")))
    )
    return world


def uplink(profile: str = "", payload: bytes = EM300) -> Uplink:
    return Uplink(STRANGER, datetime(2026, 11, 22, tzinfo=UTC), 85, payload, network=NetworkInfo(profile=profile))


def test_place_is_that_of_the_gateway_and_the_profile_names_the_decoder(world: World) -> None:
    found = suggest(Device(STRANGER), uplink("EM300-TH"), "g", world.registry, builtin())
    assert (found.tenant, found.site, found.decoders[0], found.by_profile) == (
        "amiens",
        "ecole",
        "milesight_em300_th",
        True,
    )


def test_without_a_profile_those_that_read_the_payload_are_offered(world: World) -> None:
    found = suggest(Device(STRANGER), uplink(), "h", world.registry, builtin())
    assert (found.tenant, found.site, found.by_profile) == ("baie", "reservoir", False)
    assert "milesight_em300_th" in found.decoders
    assert "dragino_lht65n" not in found.decoders


def test_of_what_was_never_heard_nothing_is_known(world: World) -> None:
    assert suggest(Device(STRANGER), None, "", world.registry, builtin()) == Suggestion()


def test_a_claim_is_kept(world: World) -> None:
    device = world.registry.device(STRANGER)
    assert device is not None
    assign(device, Claim("amiens", "ecole", "  Cour  nord ", decoder="milesight_em300_th"), world.registry, builtin())
    after = world.registry.device(STRANGER)
    assert after is not None
    assert (after.tenant, after.site, after.name, after.id) == ("amiens", "ecole", "Cour nord", device.id)


@pytest.mark.parametrize(
    "claim",
    [
        Claim(UNASSIGNED, UNASSIGNED),
        Claim("nowhere", "ecole"),
        Claim("amiens", "reservoir"),
        Claim("amiens", "ecole", decoder="no such"),
    ],
    ids=["nobody", "unknown authority", "another's site", "unknown decoder"],
)
def test_a_claim_of_what_does_not_exist_is_refused(world: World, claim: Claim) -> None:
    device = world.registry.device(CLASSROOM)
    assert device is not None
    with pytest.raises(TelemetryError):
        assign(device, claim, world.registry, builtin())
    assert world.registry.device(CLASSROOM) == device
