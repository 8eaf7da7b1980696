"""The registry as inventory files, which import as they are."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import yaml

from storage.inventory.csv_sheet import disarmed
from storage.inventory.sections import SECTIONS, TAG, Section
from telemetry.ports import DeviceFilter, Inventory, Registry

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def inventory_of(registry: Registry, tenant: str | None = None) -> Inventory:
    """All that the registry holds, or what one tenant owns, with the foreign sites that it stands on."""
    gateways = registry.gateways(tenant)
    devices = registry.devices(DeviceFilter(tenant=tenant))
    tenants, sites = registry.tenants(), registry.sites()
    if tenant is not None:
        occupied = {*(gateway.site for gateway in gateways), *(device.site for device in devices)}
        sites = [site for site in sites if site.tenant == tenant or site.slug in occupied]
        owners = {tenant, *(site.tenant for site in sites)}
        tenants = [one for one in tenants if one.slug in owners]
    return Inventory(tuple(tenants), tuple(sites), tuple(gateways), tuple(devices))


def to_yaml(inventory: Inventory) -> str:
    """One YAML document with every field that is not its default."""
    document = {
        name: [_written(section, thing) for thing in getattr(inventory, name)]
        for name, section in SECTIONS.items()
        if getattr(inventory, name)
    }
    return str(yaml.dump(document, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=1000))


def to_csv(inventory: Inventory) -> Iterator[tuple[str, str]]:
    """A file name and its text for each section that has entries, as French Excel reads and writes them.

    Semicolons between cells and a comma in numbers; write the text with a byte-order mark (`utf-8-sig`).
    """
    for name, section in SECTIONS.items():
        rows = [_flat(_written(section, thing)) for thing in getattr(inventory, name)]
        if rows:
            tags = sorted({column for row in rows for column in row if column.startswith(TAG)})
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, [*section.fields, *tags], delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
            yield f"{name}.csv", text.getvalue()


def _written(section: Section, thing: Any) -> dict[str, Any]:
    """The fields that say something, under their names."""
    defaults = section.defaults()
    values = {field.name: getattr(thing, field.name) for field in fields(thing) if field.name in section.fields}
    written = {name: value for name, value in values.items() if name not in defaults or value != defaults[name]}
    if "domain" in written:
        written["domain"] = str(written["domain"])
    tags = dict(getattr(thing, "tags", {}))
    return {**written, "tags": tags} if tags else written


def _flat(written: Mapping[str, Any]) -> dict[str, str]:
    """Cells, each tag in a column of its own."""
    tags = {f"{TAG}{name}": value for name, value in written.get("tags", {}).items()}
    plain = {name: value for name, value in written.items() if name != "tags"}
    return {name: _cell(value) for name, value in (plain | tags).items()}


def _cell(value: str | float) -> str:
    return disarmed(value) if isinstance(value, str) else repr(value).replace(".", ",")
