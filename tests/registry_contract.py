"""What every registry must do; `SqlRegistryContract` adds what survives a restart and other processes."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, update

from storage.registry import SqlRegistry
from storage.sql import SCHEMA_VERSION, STATE, Database
from telemetry.device import UNASSIGNED, Device, Domain, Gateway, Site, Tenant
from telemetry.errors import ConfigError, InventoryError, NotFoundError
from telemetry.ports import DeviceFilter, Inventory, Registry
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_LEVEL, CO2
from telemetry.uplink import NetworkInfo, Uplink

AMIENS = Tenant("amiens-metropole", "Amiens Métropole", "communauté d'agglomération")
VIMEU = Tenant("vimeu", "Communauté de communes du Vimeu")
SCHOOL = Site("ecole-jules-ferry", AMIENS.slug, "École Jules-Ferry", "school", "Amiens", 49.894, 2.302)
POOL = Site("piscine", VIMEU.slug, "Piscine")
ROOF = Gateway("0016c001f153a14c", AMIENS.slug, "Beffroi", SCHOOL.slug, 49.89, 2.3, 60.5)
MAST = Gateway("0016c001f153a14d", UNASSIGNED, "Mât")
CLASSROOM = Device(
    "24e124136b502217",
    tenant=AMIENS.slug,
    site=SCHOOL.slug,
    name="CO₂ salle 12",
    domain=Domain.AIR,
    decoder="milesight_am319",
    profile="AM319",
    latitude=49.8941,
    longitude=2.3021,
    tags={"salle": "12", "étage": "1"},
)
BASIN = Device("24e124136b502218", tenant=VIMEU.slug, site=POOL.slug, name="Bassin", domain=Domain.WATER)
SPARE = Device("a84041000181d3f4", name="stock")
WHOLE = Inventory((AMIENS, VIMEU), (SCHOOL, POOL), (ROOF, MAST), (CLASSROOM, BASIN, SPARE))


def uplink(dev_eui: str, name: str = "", profile: str = "") -> Uplink:
    return Uplink(dev_eui, datetime(2026, 11, 21, tzinfo=UTC), 85, b"\x01", network=NetworkInfo(name, profile))


Opener = Callable[[], SqlRegistry]


class RegistryContract:
    """Subclasses give the fixture `registry`: an empty one."""

    @pytest.fixture
    def registry(self) -> Registry:
        raise NotImplementedError

    def test_an_unknown_device_is_none(self, registry: Registry) -> None:
        assert registry.device(SPARE.dev_eui) is None

    def test_adopting_registers_it_as_unassigned_under_its_network_name(self, registry: Registry) -> None:
        adopted = registry.adopt(uplink(SPARE.dev_eui, "sonde-7", "LHT65N"))
        assert replace(adopted, id=0) == Device(SPARE.dev_eui, name="sonde-7", profile="LHT65N")
        assert adopted.id > 0
        assert not adopted.assigned
        assert registry.device(SPARE.dev_eui) == adopted

    def test_adopting_again_changes_nothing(self, registry: Registry) -> None:
        first = registry.adopt(uplink(SPARE.dev_eui, "sonde-7"))
        assert registry.adopt(uplink(SPARE.dev_eui, "another name")) == first
        assert registry.adopt(uplink(BASIN.dev_eui)).id != first.id

    @pytest.mark.parametrize(
        ("name", "kept"),
        [("a\0b", "a b"), ("\ud800x", "x"), ("é" * 1_000_000, "é" * 200), (" two\nlines ", "two lines")],
    )
    def test_a_hostile_network_name_is_made_storable(self, registry: Registry, name: str, kept: str) -> None:
        assert registry.adopt(uplink(SPARE.dev_eui, name, name)).name == kept

    def test_a_series_keeps_its_id(self, registry: Registry) -> None:
        device = registry.adopt(uplink(SPARE.dev_eui))
        series = registry.series(device, CO2, "main")
        assert (series.dev_eui, series.quantity, series.channel) == (SPARE.dev_eui, CO2, "main")
        assert registry.series(device, CO2, "main") == series
        assert registry.series_by_id(series.id) == series

    def test_device_quantity_and_channel_each_make_another_series(self, registry: Registry) -> None:
        one, two = registry.adopt(uplink(SPARE.dev_eui)), registry.adopt(uplink(BASIN.dev_eui))
        wanted = [(one, CO2, "main"), (one, CO2, "outside"), (one, AIR_TEMPERATURE, "main"), (two, CO2, "main")]
        assert len({registry.series(*which).id for which in wanted}) == 4

    def test_the_series_of_devices_come_by_id(self, registry: Registry) -> None:
        one, two, three = (registry.adopt(uplink(thing.dev_eui)) for thing in (CLASSROOM, BASIN, SPARE))
        wanted = [registry.series(two, CO2, "main"), registry.series(one, CO2, "main")]
        registry.series(three, CO2, "main")
        wanted.append(registry.series(two, BATTERY_LEVEL, "main"))
        assert registry.series_of([one, two]) == sorted(wanted, key=lambda series: series.id)
        assert registry.series_of([]) == []

    def test_an_unknown_series_is_an_error(self, registry: Registry) -> None:
        with pytest.raises(NotFoundError, match="no series 12345"):
            registry.series_by_id(12345)

    def test_what_is_merged_comes_back_whole_and_in_order(self, registry: Registry) -> None:
        registry.merge(WHOLE)
        assert registry.tenants() == [AMIENS, VIMEU]
        assert registry.sites() == [SCHOOL, POOL]
        assert registry.gateways() == [ROOF, MAST]
        devices = registry.devices(DeviceFilter())
        assert [replace(device, id=0) for device in devices] == [CLASSROOM, BASIN, SPARE]
        assert len({device.id for device in devices} - {0}) == 3

    def test_lists_of_one_tenant(self, registry: Registry) -> None:
        registry.merge(WHOLE)
        assert registry.sites(VIMEU.slug) == [POOL]
        assert registry.gateways(AMIENS.slug) == [ROOF]
        assert registry.gateways(UNASSIGNED) == [MAST]

    def test_merging_updates_what_it_names_and_keeps_the_rest(self, registry: Registry) -> None:
        registry.merge(WHOLE)
        before = registry.device(BASIN.dev_eui)
        renamed = Inventory(devices=(replace(BASIN, name="Grand bassin", tags={"profondeur": "3 m"}),))
        registry.merge(renamed)
        after = registry.device(BASIN.dev_eui)
        assert before is not None
        assert after == replace(before, name="Grand bassin", tags={"profondeur": "3 m"})
        assert registry.count_devices(DeviceFilter()) == 3

    def test_an_adopted_device_keeps_its_id_and_series_when_assigned(self, registry: Registry) -> None:
        adopted = registry.adopt(uplink(CLASSROOM.dev_eui, "AM319-217"))
        series = registry.series(adopted, CO2, "main")
        registry.merge(WHOLE)
        assigned = registry.device(CLASSROOM.dev_eui)
        assert assigned == replace(CLASSROOM, id=adopted.id)
        assert registry.series(assigned, CO2, "main") == series

    def test_the_last_of_two_descriptions_wins(self, registry: Registry) -> None:
        registry.merge(Inventory(devices=(SPARE, replace(SPARE, name="second"))))
        registry.merge(Inventory(tenants=(AMIENS, replace(AMIENS, name="Métropole"))))
        assert [device.name for device in registry.devices(DeviceFilter())] == ["second"]
        assert registry.tenants() == [replace(AMIENS, name="Métropole")]

    def test_a_reference_to_nothing_refuses_the_whole_inventory(self, registry: Registry) -> None:
        with pytest.raises(InventoryError) as refused:
            registry.merge(
                Inventory((AMIENS,), (replace(POOL, tenant="nobody"),), (ROOF,), (replace(SPARE, site="nowhere"),))
            )
        assert [problem.partition(";")[0] for problem in refused.value.problems] == [
            "site piscine: no tenant 'nobody'",
            "gateway 0016c001f153a14c: no site 'ecole-jules-ferry'",
            "device a84041000181d3f4: no site 'nowhere'",
        ]
        assert registry.tenants() == []

    @pytest.mark.parametrize(
        ("where", "found"),
        [
            (DeviceFilter(), [CLASSROOM, BASIN, SPARE]),
            (DeviceFilter(tenant=AMIENS.slug), [CLASSROOM]),
            (DeviceFilter(tenant=UNASSIGNED), [SPARE]),
            (DeviceFilter(site=POOL.slug), [BASIN]),
            (DeviceFilter(domain=Domain.AIR), [CLASSROOM]),
            (DeviceFilter(assigned=True), [CLASSROOM, BASIN]),
            (DeviceFilter(assigned=False), [SPARE]),
            (DeviceFilter(text="SALLE"), [CLASSROOM]),
            (DeviceFilter(text="6B5022"), [CLASSROOM, BASIN]),
            (DeviceFilter(tenant=VIMEU.slug, domain=Domain.AIR), []),
        ],
    )
    def test_filters(self, registry: Registry, where: DeviceFilter, found: list[Device]) -> None:
        registry.merge(WHOLE)
        assert [device.dev_eui for device in registry.devices(where)] == [device.dev_eui for device in found]
        assert registry.count_devices(where) == len(found)

    def test_pages(self, registry: Registry) -> None:
        registry.merge(WHOLE)
        pages = [registry.devices(DeviceFilter(), offset, 2) for offset in (0, 2, 4)]
        assert [[device.name for device in page] for page in pages] == [["CO₂ salle 12", "Bassin"], ["stock"], []]

    def test_many_threads_agree_on_ids(self, registry: Registry) -> None:
        def use(number: int) -> int:
            device = registry.adopt(uplink(f"24e124136b5{number % 5:05x}"))
            registry.devices(DeviceFilter())
            return registry.series(device, CO2, "main").id

        with ThreadPoolExecutor(8) as pool:
            ids = list(pool.map(use, range(200)))
        assert len(set(ids)) == 5
        assert ids[:5] * 40 == ids
        assert registry.count_devices(DeviceFilter()) == 5


_RIVAL = """
import sys
from registry_contract import CO2, Database, SqlRegistry, uplink
registry = SqlRegistry(Database(sys.argv[1]))
registry.start()
devices = [registry.adopt(uplink(f"24e124136b5{number:05x}")) for number in range(20)]
print([(device.id, registry.series(device, CO2, "main").id) for device in devices])
"""


class SqlRegistryContract(RegistryContract):
    """Subclasses give the fixture `url`: that of an empty database."""

    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    def open_another(self, url: str) -> Iterator[Opener]:
        with ExitStack() as stack:
            yield lambda: stack.enter_context(opened(url))

    @pytest.fixture
    def registry(self, open_another: Opener) -> SqlRegistry:
        return open_another()

    def test_everything_survives_a_restart(self, open_another: Opener, registry: SqlRegistry) -> None:
        registry.merge(WHOLE)
        device = registry.adopt(uplink("70b3d57050000001", "nouveau"))
        series = registry.series(device, CO2, "main")
        again = open_another()
        assert again.devices(DeviceFilter()) == registry.devices(DeviceFilter())
        assert (again.tenants(), again.sites(), again.gateways()) == ([AMIENS, VIMEU], [SCHOOL, POOL], [ROOF, MAST])
        assert again.series(device, CO2, "main") == again.series_by_id(series.id) == series

    def test_refreshing_shows_what_another_process_changed(self, open_another: Opener, registry: SqlRegistry) -> None:
        other = open_another()
        registry.merge(WHOLE)
        device = registry.adopt(uplink(CLASSROOM.dev_eui))
        series = registry.series(device, CO2, "main")
        assert other.device(CLASSROOM.dev_eui) is None
        other.refresh()
        assert other.device(CLASSROOM.dev_eui) == device
        assert other.series_by_id(series.id) == series
        registry.merge(Inventory(devices=(replace(CLASSROOM, name="déplacé"),)))
        other.refresh()
        assert other.device(CLASSROOM.dev_eui) == replace(CLASSROOM, id=device.id, name="déplacé")

    def test_two_registries_agree_on_ids_unrefreshed(self, open_another: Opener, registry: SqlRegistry) -> None:
        other = open_another()
        device = registry.adopt(uplink(SPARE.dev_eui, "first"))
        series = registry.series(device, CO2, "main")
        assert other.adopt(uplink(SPARE.dev_eui, "second")) == device
        assert other.series(device, CO2, "main") == series
        assert other.series(device, BATTERY_LEVEL, "main").id != series.id

    def test_merging_keeps_what_another_process_adopted(self, open_another: Opener, registry: SqlRegistry) -> None:
        other = open_another()
        adopted = registry.adopt(uplink(CLASSROOM.dev_eui))
        other.merge(WHOLE)
        assert other.device(CLASSROOM.dev_eui) == replace(CLASSROOM, id=adopted.id)

    def test_refreshing_costs_one_query_when_nothing_changed(self, registry: SqlRegistry) -> None:
        registry.merge(WHOLE)
        queries: list[str] = []
        engine = registry._database._engine
        event.listen(engine, "before_cursor_execute", lambda *call: queries.append(call[2]))
        registry.refresh()
        assert [query for query in queries if not query.startswith("BEGIN")] == [
            "SELECT samara_state.revision \nFROM samara_state"
        ]

    def test_importing_the_same_again_writes_no_row(self, registry: SqlRegistry) -> None:
        registry.merge(WHOLE)
        queries: list[str] = []
        event.listen(registry._database._engine, "before_cursor_execute", lambda *call: queries.append(call[2]))
        registry.merge(WHOLE)
        assert not [query for query in queries if query.startswith(("INSERT", "UPDATE devices", "UPDATE sites"))]

    def test_a_merge_that_fails_midway_leaves_nothing(self, open_another: Opener, registry: SqlRegistry) -> None:
        unstorable = replace(BASIN, tags={"capteur": object()})  # type: ignore[dict-item]
        with pytest.raises(Exception, match="not JSON serializable"):
            registry.merge(replace(WHOLE, devices=(CLASSROOM, unstorable)))
        registry.refresh()
        for held in (registry, open_another()):
            assert (held.tenants(), held.sites(), held.devices(DeviceFilter())) == ([], [], [])
        registry.merge(WHOLE)
        assert registry.count_devices(DeviceFilter()) == 3

    def test_a_series_needs_a_registered_device(self, registry: SqlRegistry) -> None:
        with pytest.raises(NotFoundError, match="adopt or import it first"):
            registry.series(SPARE, CO2, "main")

    def test_a_series_of_a_newer_catalogue_is_left_alone(
        self, open_another: Opener, registry: SqlRegistry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        device = registry.adopt(uplink(SPARE.dev_eui))
        series = registry.series(device, CO2, "main")
        monkeypatch.delitem(sys.modules["telemetry.quantity"].CATALOGUE, "co2")
        older = open_another()
        with pytest.raises(NotFoundError):
            older.series_by_id(series.id)
        assert older.series(device, BATTERY_LEVEL, "main").id > series.id

    def test_a_newer_schema_is_refused(self, open_another: Opener, registry: SqlRegistry) -> None:
        with registry._database.write() as connection:
            connection.execute(update(STATE).values(version=SCHEMA_VERSION + 1))
        with pytest.raises(ConfigError, match="install the newer Samara"):
            open_another()

    def test_many_processes_start_at_once_and_agree_on_ids(self, url: str) -> None:
        command = [sys.executable, "-c", _RIVAL, url]
        environment = {"PYTHONPATH": ":".join(sys.path)}
        with ThreadPoolExecutor(3) as pool:
            rivals = [pool.submit(subprocess.run, command, check=True, stdout=-1, env=environment) for _ in range(3)]
        assert len({rival.result().stdout for rival in rivals}) == 1


@contextmanager
def opened(url: str) -> Iterator[SqlRegistry]:
    """A registry on the database of this URL, closed after."""
    registry = SqlRegistry(Database(url))
    try:
        registry.start()
        yield registry
    finally:
        registry.close()
