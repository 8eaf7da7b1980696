"""The member authorities of the syndicate, the tenants of a registry that has none yet."""

from pathlib import Path

from storage.inventory.review import review
from telemetry.ports import Registry

MEMBERS = Path(__file__).with_name("members.csv")


def load_members(registry: Registry) -> None:
    """Give a registry that has no tenant the sixteen members; do nothing to any other."""
    if not registry.tenants():
        registry.merge(review([MEMBERS], registry, ()).inventory)
