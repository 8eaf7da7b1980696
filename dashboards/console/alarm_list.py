"""Which alarms a person wants to see and in which order, and the address that says so; pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from dashboards.console.alarm_words import Described
from dashboards.console.snapshot import plain
from telemetry.alarm import Severity, State
from telemetry.device import Domain
from telemetry.i18n import mark

PAGE_LENGTH: Final = 50
QUIET: Final = frozenset({State.SHELVED, State.SUPPRESSED, State.OUT_OF_SERVICE})
"""States of alarms that are kept without needing anybody."""


class Order(StrEnum):
    """How the list is sorted."""

    GRAVEST = "gravest"
    NEWEST = "newest"
    OLDEST = "oldest"
    SITE = "site"


class Group(StrEnum):
    """What stands together in the list."""

    NONE = "none"
    SITE = "site"
    CAUSE = "cause"


ORDER_LABELS: Final[Mapping[Order, str]] = {
    Order.GRAVEST: mark("Gravest first"),
    Order.NEWEST: mark("Newest first"),
    Order.OLDEST: mark("Oldest first"),
    Order.SITE: mark("By site"),
}
GROUP_LABELS: Final[Mapping[Group, str]] = {
    Group.NONE: mark("Not grouped"),
    Group.SITE: mark("Grouped by site"),
    Group.CAUSE: mark("Grouped by cause"),
}
_SORT_KEYS: Final[Mapping[Order, Callable[[Described], Any]]] = {
    Order.GRAVEST: lambda one: one.rank,
    Order.NEWEST: lambda one: -one.alarm.raised_ms,
    Order.OLDEST: lambda one: one.alarm.raised_ms,
    Order.SITE: lambda one: (plain(one.site), *one.rank),
}
_GROUP_KEYS: Final[Mapping[Group, Callable[[Described], str]]] = {
    Group.NONE: lambda _: "",
    Group.SITE: lambda one: one.site,
    Group.CAUSE: lambda one: one.title,
}


@dataclass(slots=True)
class AlarmChoice:
    """What a person has chosen; `alarm` is the one that is open beside the list."""

    tenant: str | None = None
    domain: Domain | None = None
    at_least: Severity | None = None
    text: str = ""
    order: Order = Order.GRAVEST
    group: Group = Group.NONE
    alarm: str = ""
    page: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "AlarmChoice":
        """The choice of an address; what makes no sense in it is passed over."""
        severities = {severity.key: severity for severity in Severity}
        return cls(
            asked.get("tenant") or None,
            Domain(asked["domain"]) if asked.get("domain") in set(Domain) else None,
            severities.get(asked.get("severity", "")),
            asked.get("text", "")[:100],
            Order(asked["order"]) if asked.get("order") in set(Order) else Order.GRAVEST,
            Group(asked["group"]) if asked.get("group") in set(Group) else Group.NONE,
            asked.get("alarm", "")[:100],
        )

    def write(self) -> str:
        """The query string that `read` reads back, `?` for the default choice."""
        fields = {
            "tenant": self.tenant,
            "domain": self.domain,
            "severity": self.at_least and self.at_least.key,
            "text": self.text,
            "order": self.order if self.order is not Order.GRAVEST else "",
            "group": self.group if self.group is not Group.NONE else "",
            "alarm": self.alarm,
        }
        return "?" + urlencode({name: value for name, value in fields.items() if value})

    def takes(self, one: Described) -> bool:
        """Whether an alarm is among those that are wanted."""
        return (
            self.tenant in (None, one.alarm.source.tenant)
            and self.domain in (None, one.domain)
            and (self.at_least is None or one.alarm.severity >= self.at_least)
            and plain(self.text.strip()) in one.found_by
        )

    def arranged(self, described: Iterable[Described]) -> list[Described]:
        """Those that are wanted, in order; groups stand together, the one with the first of all first."""
        found = sorted(filter(self.takes, described), key=_SORT_KEYS[self.order])
        if self.group is Group.NONE:
            return found
        places: dict[str, int] = {}
        for one in found:
            places.setdefault(self.group_of(one), len(places))
        return sorted(found, key=lambda one: places[self.group_of(one)])

    def group_of(self, one: Described) -> str:
        """The name of the group that an alarm stands in."""
        return _GROUP_KEYS[self.group](one)
