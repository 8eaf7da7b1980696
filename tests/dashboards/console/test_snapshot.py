import pytest
from console_world import CABINET, CLASSROOM, METER, STRANGER, World

from dashboards.console.fleet import State
from dashboards.console.snapshot import Choice, chosen, plain
from dashboards.console.watcher import Watcher
from telemetry.access import Grant, Kind, Principal, Role, rights_of
from telemetry.device import UNASSIGNED, Domain
from telemetry.record import QuarantineEntry


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        pytest.param(Choice(), [CABINET, STRANGER, METER, CLASSROOM], id="worst first, then by name"),
        pytest.param(Choice(sort="name"), [STRANGER, CABINET, METER, CLASSROOM], id="by name"),
        pytest.param(Choice(sort="name", descending=True), [CLASSROOM, METER, CABINET, STRANGER], id="by name, down"),
        pytest.param(Choice(sort="site"), [CLASSROOM, CABINET, METER, STRANGER], id="É of École sorts with E"),
        pytest.param(Choice(sort="age"), [METER, CLASSROOM, STRANGER, CABINET], id="heard last first"),
        pytest.param(Choice(tenant="amiens"), [CABINET, CLASSROOM], id="of one authority"),
        pytest.param(Choice(tenant=UNASSIGNED), [STRANGER], id="unassigned"),
        pytest.param(Choice(domain=Domain.WATER), [METER], id="of one domain"),
        pytest.param(Choice(state=State.SILENT), [CABINET], id="in one state"),
        pytest.param(Choice(site="ecole"), [CLASSROOM], id="of one site"),
        pytest.param(Choice(text=" GENERAL"), [METER], id="text without accents"),
        pytest.param(Choice(text="ecole"), [CLASSROOM], id="text of the site"),
        pytest.param(Choice(text="a81758"), [METER], id="text of the EUI"),
        pytest.param(Choice(text="nothing"), [], id="none"),
        pytest.param(Choice(sort="hostile"), [CABINET, STRANGER, METER, CLASSROOM], id="unknown column"),
    ],
)
def test_chosen(world: World, watcher: Watcher, choice: Choice, expected: list[str]) -> None:
    world.fill()
    watcher.step()
    devices, total = chosen(watcher.snapshot, choice)
    assert [vitals.device.dev_eui for vitals in devices] == expected
    assert total == len(expected)


def test_pages(world: World, watcher: Watcher) -> None:
    watcher.step()
    pages = [chosen(watcher.snapshot, Choice(sort="name", page=page, rows=3)) for page in (1, 2, 3)]
    assert [(len(devices), total) for devices, total in pages] == [(3, 4), (1, 4), (0, 4)]


def test_plain() -> None:
    assert plain("École Æ ŒUVRE Çà") == "ecole æ œuvre ca"


@pytest.mark.parametrize(
    ("grants", "devices", "quarantined", "figures"),
    [
        ([Grant(Role.PLATFORM_ADMIN)], {CLASSROOM, METER, CABINET, STRANGER}, {1, 2, 3}, True),
        ([Grant(Role.VIEWER)], {CLASSROOM, METER, CABINET, STRANGER}, set(), True),
        ([Grant(Role.VIEWER, "amiens")], {CLASSROOM, CABINET}, set(), False),
        ([Grant(Role.OPERATOR, "amiens")], {CLASSROOM, CABINET}, {1}, False),
        ([Grant(Role.VIEWER, "amiens"), Grant(Role.ADMIN, "baie")], {CLASSROOM, CABINET, METER}, {2}, False),
        ([], set(), set(), False),
    ],
)
def test_a_visitor_sees_their_authorities_only(
    world: World, watcher: Watcher, grants: list[Grant], devices: set[str], quarantined: set[int], figures: bool
) -> None:
    for seq, tenant in enumerate(("amiens", "baie", ""), 1):
        world.quarantine.put([QuarantineEntry(seq, "chirpstack", "up", b"x", world.now_ms, "no", "", tenant)])
    world.fill()
    watcher.step()
    seen = watcher.snapshot.seen_by(Principal("odile", Kind.SESSION, rights_of(grants)))
    assert set(seen.vitals) == set(seen.states) == devices
    assert {entry.seq for entry in seen.quarantine} == quarantined
    assert seen.counts.known == len(devices)
    assert (seen.counts.readings is not None) is figures
    owners = {vitals.device.tenant for vitals in seen.vitals.values()} - {UNASSIGNED}
    assert {view.site.tenant for view in seen.site_views} == {site.tenant for site in seen.sites.values()} == owners
