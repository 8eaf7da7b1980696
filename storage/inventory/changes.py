"""What merging an inventory would change, in numbers."""

from typing import NamedTuple

from storage.inventory.sections import SECTIONS, held_by
from telemetry.ports import Inventory, Registry


class Change(NamedTuple):
    """How many entries of one section are new, different from the registry's, and the same."""

    section: str
    new: int
    changed: int
    same: int

    def __str__(self) -> str:
        return f"{self.section}: {self.new} new, {self.changed} changed, {self.same} unchanged"


def changes(inventory: Inventory, registry: Registry) -> list[Change]:
    """The changes of each section that the inventory names; entries come from the registry as it is now."""
    found = []
    for name, held in held_by(registry).items():
        things = getattr(inventory, name)
        key = SECTIONS[name].key
        known = [held.get(getattr(thing, key)) for thing in things]
        new = known.count(None)
        same = sum(before == after for before, after in zip(known, things, strict=True))
        if things:
            found.append(Change(name, new, len(things) - new - same, same))
    return found
