"""What a listing of ChirpStack makes of the registry; the gRPC side is tested in `tests/integration`."""

from dataclasses import replace

import pytest

from ingest.chirpstack_sync import Listing, RemoteDevice, RemoteGateway, plan, read_chirpstack
from telemetry.device import UNASSIGNED, Device, Domain, Gateway, Site, Tenant
from telemetry.errors import ConfigError
from telemetry.memory import MemoryRegistry
from telemetry.ports import DeviceFilter, Inventory

OURS = Device(
    "24e124136b502217",
    tenant="vimeu",
    site="piscine",
    name="old name",
    domain=Domain.WATER,
    decoder="elsys",
    latitude=50.05,
    longitude=1.5,
    tags={"salle": "12", "decoder": "old"},
)
THEIRS = RemoteDevice(OURS.dev_eui, "CC Vimeu", "new name", "EM300-TH", {"decoder": "milesight_em300"})
NEW = RemoteDevice("a84041000181d3f4", "CC Vimeu", "sonde", "LHT65N", {})
ROOF = RemoteGateway("0016c001f153a14c", "CC Vimeu", "toit", (50.1, 1.6, 40.0))


def registry(*devices: Device, gateways: tuple[Gateway, ...] = ()) -> MemoryRegistry:
    held = MemoryRegistry()
    held.merge(Inventory((Tenant("vimeu", "Vimeu"),), (Site("piscine", "vimeu", "Piscine"),), gateways, devices))
    return held


def test_what_we_assigned_stays_ours_and_what_the_network_knows_is_refreshed() -> None:
    held = registry(OURS)
    (merged,) = plan(Listing([THEIRS], []), held, {}).inventory.devices
    assert merged == replace(
        OURS, id=1, name="new name", profile="EM300-TH", tags={"salle": "12", "decoder": "milesight_em300"}
    )


def test_a_new_device_is_unassigned_and_its_tenant_told() -> None:
    planned = plan(Listing([NEW, THEIRS], []), registry(OURS), {})
    assert planned.inventory.devices[0] == Device(NEW.dev_eui, name="sonde", profile="LHT65N")
    assert planned.unmapped == {"CC Vimeu": 1}


def test_a_map_assigns_the_devices_and_gateways_that_nobody_claimed() -> None:
    held = registry(OURS, Device(NEW.dev_eui))
    planned = plan(Listing([NEW], [ROOF]), held, {"CC Vimeu": "vimeu"})
    assert [device.tenant for device in planned.inventory.devices] == ["vimeu"]
    assert [gateway.tenant for gateway in planned.inventory.gateways] == ["vimeu"]
    assert planned.unmapped == {}


def test_what_the_server_lost_is_told_and_kept() -> None:
    held = registry(OURS)
    planned = plan(Listing([NEW], []), held, {})
    assert planned.absent == [held.device(OURS.dev_eui)]
    held.merge(planned.inventory)
    assert held.count_devices(DeviceFilter()) == 2


@pytest.mark.parametrize(
    ("known", "merged"),
    [
        ((), Gateway(ROOF.gateway_id, UNASSIGNED, "toit", None, 50.1, 1.6, 40.0)),
        (
            (Gateway(ROOF.gateway_id, "vimeu", "x", "piscine", 50.2, 1.7, 5.0),),
            Gateway(ROOF.gateway_id, "vimeu", "toit", "piscine", 50.2, 1.7, 5.0),
        ),
    ],
    ids=["new", "known"],
)
def test_gateways_keep_our_place_and_take_the_network_name(known: tuple[Gateway, ...], merged: Gateway) -> None:
    assert plan(Listing([], [ROOF]), registry(gateways=known), {}).inventory.gateways == (merged,)


def test_synchronising_again_changes_nothing() -> None:
    held, listing = registry(OURS), Listing([THEIRS, NEW], [ROOF])
    held.merge(plan(listing, held, {}).inventory)
    assert plan(listing, held, {}).inventory.devices == tuple(map(held.device, (OURS.dev_eui, NEW.dev_eui)))


def test_a_map_with_wrong_names_is_refused_whole() -> None:
    with pytest.raises(ConfigError) as refused:
        plan(Listing([NEW], []), registry(), {"CC Vimeux": "vimeu", "CC Vimeu": "vimeux"})
    assert str(refused.value).splitlines() == [
        "no tenant 'vimeux' in the registry; import it first",
        "ChirpStack has nothing of a tenant 'CC Vimeux'; there are: CC Vimeu",
    ]


@pytest.mark.parametrize("address", ["", "chirpstack", "http://chirpstack:8080", ":8080", "chirpstack:http"])
def test_a_wrong_address_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="write host:port"):
        read_chirpstack(address, "token")


@pytest.mark.parametrize("token", ["", " \n", "clé", "two\nlines"])
def test_a_garbled_token_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(ConfigError, match="SAMARA_CHIRPSTACK_TOKEN") as refused:
        read_chirpstack("127.0.0.1:8080", token)
    assert not token.strip() or token not in str(refused.value)
