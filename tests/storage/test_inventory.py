"""Inventory files: those that read, those that do not and why, and what comes back from the registry."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decoders.registry import builtin
from storage.inventory.changes import changes
from storage.inventory.export import inventory_of, to_csv, to_yaml
from storage.inventory.members import load_members
from storage.inventory.review import review
from storage.inventory.sheet import MAX_BYTES
from telemetry.device import UNASSIGNED, Device, Domain, Gateway, Site, Tenant
from telemetry.errors import InventoryError
from telemetry.memory import MemoryRegistry
from telemetry.ports import DeviceFilter, Inventory

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "inventory"
MISTAKES = sorted(path for path in (CASES / "mistakes").iterdir() if path.suffix != ".expected")
READABLE = sorted((CASES / "readable").iterdir())
DECODERS = ("elsys", "milesight_em300")
VIMEU = Tenant("vimeu", "Vimeu")
POOL = Site("piscine", VIMEU.slug, "Piscine")
BASIN = Device(
    "24e124136b502217",
    tenant=VIMEU.slug,
    site=POOL.slug,
    name="Température du grand bassin",
    domain=Domain.WATER,
    latitude=50.05,
    tags={"étage": "rez-de-chaussée"},
)
SUMMER = Device("a84041000181d3f4", tenant=VIMEU.slug, name="Œil de l'été")


def known(*devices: Device) -> MemoryRegistry:
    registry = MemoryRegistry()
    registry.merge(Inventory((VIMEU,), (POOL,), (), devices))
    return registry


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.name)
def test_a_mistake_is_told_with_its_place_and_remedy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    with pytest.raises(InventoryError) as refused:
        review([Path(path.name)], known(), DECODERS)
    assert refused.value.problems == Path(f"{path.name}.expected").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_whatever_the_program_that_saved_it_a_file_reads_right(path: Path) -> None:
    read = review([path], known(), DECODERS)
    assert read.inventory.devices == (BASIN, SUMMER)
    assert [note.startswith(f"{path}: read as Windows-1252") for note in read.notes] == [True] * ("1252" in path.name)


def test_the_mistakes_of_all_files_are_told_together(tmp_path: Path) -> None:
    first = written(tmp_path, "a.csv", "dev_eui;domain\n1;eau\n")
    second = written(tmp_path, "b.yaml", "sites:\n  - slug: piscine\n    latitude: 99\n")
    missing = tmp_path / "c.yaml"
    with pytest.raises(InventoryError) as refused:
        review([first, second, missing], known(), DECODERS)
    places = [problem.removeprefix(f"{tmp_path}/").split(" ")[0] for problem in refused.value.problems]
    assert places == ["a.csv:2:", "a.csv:2:", "b.yaml:3:", "c.yaml:1:"]


def test_files_may_refer_to_each_other_in_any_order(tmp_path: Path) -> None:
    devices = written(tmp_path, "devices.csv", "dev_eui;tenant;site\n24e124136b502217;baie;phare\n")
    sites = written(tmp_path, "sites.csv", "slug;tenant;name\nphare;baie;Phare du Hourdel\n")
    tenants = written(tmp_path, "tenants.csv", "slug;name\nbaie;Baie de Somme\n")
    inventory = review([devices, sites, tenants], MemoryRegistry(), ()).inventory
    assert inventory == Inventory(
        (Tenant("baie", "Baie de Somme"),),
        (Site("phare", "baie", "Phare du Hourdel"),),
        (),
        (Device("24e124136b502217", tenant="baie", site="phare"),),
    )


def test_a_device_of_two_files_is_told(tmp_path: Path) -> None:
    files = [written(tmp_path, name, "dev_eui\n24e124136b502217\n") for name in ("a.csv", "b.csv")]
    with pytest.raises(InventoryError, match=r"b\.csv:2: dev_eui: 24e124136b502217 stands at .*a\.csv:2 already"):
        review(files, known(), ())


def test_what_a_file_leaves_out_stays(tmp_path: Path) -> None:
    registry = known(replace(BASIN, tags={"étage": "1", "mur": "nord"}))
    held = registry.device(BASIN.dev_eui)
    assert held is not None
    file = written(tmp_path, "a.csv", "dev_eui;name;domain;tag:étage\n24e124136b502217;Petit bassin;;2\n")
    assert review([file], registry, ()).inventory.devices == (
        replace(held, name="Petit bassin", tags={"étage": "2", "mur": "nord"}),
    )


def test_null_in_yaml_clears(tmp_path: Path) -> None:
    registry = known(BASIN)
    fields = "name:\n    site: ~\n    latitude: null\n    domain:\n    tags: {étage: }\n"
    text = f"devices:\n  - dev_eui: 24e124136b502217\n    {fields}"
    cleared = review([written(tmp_path, "a.yaml", text)], registry, ()).inventory.devices
    assert [replace(device, id=0) for device in cleared] == [Device(BASIN.dev_eui, tenant=VIMEU.slug)]


def test_a_device_can_be_given_back(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", f"dev_eui;tenant;site\n{BASIN.dev_eui};{UNASSIGNED};{UNASSIGNED}\n")
    assert not review([file], known(BASIN), ()).inventory.devices[0].assigned


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(InventoryError, match="more than 32 MiB; cut it"):
        review([huge], known(), ())


def test_thousands_of_wrong_references_are_told_in_time(tmp_path: Path) -> None:
    registry = known()
    registry.merge(Inventory(sites=tuple(Site(f"site-{number}", VIMEU.slug, "x") for number in range(2000))))
    rows = "".join(f"24e124136b5{number:05x};lieu-{number}\n" for number in range(5000))
    with pytest.raises(InventoryError) as refused:
        review([written(tmp_path, "a.csv", f"dev_eui;site\n{rows}")], registry, ())
    assert len(refused.value.problems) == 5000


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary() | st.text().map(str.encode), st.sampled_from([".csv", ".yaml"]))
def test_no_content_raises_anything_but_an_inventory_error(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"fuzz{suffix}"
    path.write_bytes(content)
    try:
        review([path], known(), ())
    except InventoryError as error:
        assert all(problem.startswith(f"{path}:") for problem in error.problems)  # noqa: PT017 - either outcome is right


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], include_characters=" "), max_size=20).map(
    str.strip
)
NAMES = LINES.filter(bool)
DEGREES = st.none() | st.floats(-90, 90)
DEVICES = st.builds(
    Device,
    st.integers(0, 2**64 - 1).map("{:016x}".format),
    tenant=st.sampled_from([VIMEU.slug, UNASSIGNED]),
    site=st.sampled_from([POOL.slug, UNASSIGNED]),
    name=LINES,
    domain=st.sampled_from(Domain),
    decoder=st.sampled_from(["", *DECODERS]),
    profile=LINES,
    latitude=DEGREES,
    longitude=DEGREES,
    tags=st.dictionaries(NAMES, NAMES, max_size=3),
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEVICES, max_size=4, unique_by=lambda device: device.dev_eui), NAMES, LINES)
def test_what_is_exported_imports_the_same(tmp_path: Path, devices: list[Device], name: str, kind: str) -> None:
    registry = known(*devices)
    mast = Gateway("0016c001f153a14c", VIMEU.slug, name, POOL.slug, 50.1, -1.5e-7, 60.0)
    registry.merge(Inventory((Tenant("autre", name, kind),), (Site("lieu", "autre", name, kind, kind),), (mast,)))
    whole = inventory_of(registry)
    as_yaml = [written(tmp_path, "whole.yaml", to_yaml(whole))]
    as_csv = []
    for file, text in to_csv(whole):
        as_csv.append(tmp_path / file)
        as_csv[-1].write_text(text, encoding="utf-8-sig", newline="")
    for files in (as_yaml, as_csv):
        copy = MemoryRegistry()
        copy.merge(review(files, copy, DECODERS).inventory)
        assert _without_ids(inventory_of(copy)) == _without_ids(whole)


def _without_ids(inventory: Inventory) -> Inventory:
    return replace(inventory, devices=tuple(replace(device, id=0) for device in inventory.devices))


def test_a_name_from_the_network_is_no_formula_in_a_spreadsheet() -> None:
    hostile = replace(BASIN, name="=HYPERLINK(evil)", tags={"note": "'=1"})
    cells = dict(to_csv(Inventory(devices=(hostile,))))["devices.csv"]
    assert ";'=HYPERLINK(evil);" in cells
    assert ";''=1" in cells


def test_the_export_of_a_tenant_stands_by_itself() -> None:
    registry = known(BASIN, SUMMER)
    host = Tenant("hote", "Hôte")
    room, elsewhere = Site("salle", host.slug, "Salle"), Site("ailleurs", host.slug, "Ailleurs")
    guest = Device("a84041000181d3f5", tenant=VIMEU.slug, site=room.slug)
    registry.merge(Inventory((host,), (room, elsewhere), (), (guest, Device("a84041000181d3f6", tenant=host.slug))))
    part = inventory_of(registry, VIMEU.slug)
    assert [tenant.slug for tenant in part.tenants] == ["hote", "vimeu"]
    assert [site.slug for site in part.sites] == ["piscine", "salle"]
    assert [device.dev_eui for device in part.devices] == [BASIN.dev_eui, SUMMER.dev_eui, guest.dev_eui]
    MemoryRegistry().merge(part)


def test_changes_are_counted_before_they_are_made() -> None:
    registry = known(BASIN, SUMMER)
    held = registry.devices(DeviceFilter())
    coming = Inventory(tenants=(VIMEU,), devices=(held[0], replace(held[1], name="x"), Device("a84041000181d3f5")))
    assert list(map(str, changes(coming, registry))) == [
        "tenants: 0 new, 0 changed, 1 unchanged",
        "devices: 1 new, 1 changed, 1 unchanged",
    ]


def test_the_sixteen_members_are_the_first_tenants() -> None:
    registry = MemoryRegistry()
    load_members(registry)
    assert len(registry.tenants()) == 16
    assert Tenant("villes-soeurs", "Communauté de communes des Villes Sœurs", "communauté de communes") in (
        registry.tenants()
    )


def test_members_are_not_put_among_tenants_that_someone_chose() -> None:
    registry = known()
    load_members(registry)
    assert registry.tenants() == [VIMEU]


def test_the_example_files_are_right() -> None:
    registry = MemoryRegistry()
    load_members(registry)
    files = sorted((ROOT / "config").glob("inventory*"))
    assert len(files) == 2
    names = {name for decoder in builtin() for name in (decoder.id, *decoder.aliases)}
    registry.merge(review(files, registry, names).inventory)
    assert registry.count_devices(DeviceFilter(assigned=True)) == 5
