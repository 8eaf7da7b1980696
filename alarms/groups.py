"""What comes from one site in one go, tied together, with the first of it marked: first-out (OPC UA Part 9 §5.8.2).

When mains fail, twenty alarms follow; the one that came first is where to look.
"""

from telemetry.alarm import Source, Verdict

_TOGETHER_MS = 10 * 60_000
"""What comes later than this after the latest of a group belongs to another, though the group still stands."""


class _Group:
    __slots__ = ("first", "latest_ms", "members", "name")

    def __init__(self, name: str, first: Source) -> None:
        self.name = name
        self.first = first
        self.latest_ms = 0
        self.members: set[Source] = set()


class Groups:
    """The group of each source whose alarm stands."""

    def __init__(self) -> None:
        self._of_site: dict[tuple[str, str], _Group] = {}
        self._of_source: dict[Source, _Group] = {}

    def stamp(self, verdict: Verdict) -> Verdict:
        """The verdict with its group; one that ends leaves it."""
        source = verdict.source
        group = self._of_source.get(source)
        if group is None:
            if not verdict.holds:
                return verdict
            group = self._join(source, verdict.time_ms)
        if verdict.holds is False:
            del self._of_source[source]
            group.members.discard(source)
        return verdict._replace(group=group.name, first_out=source == group.first)

    def recall(self, said: Verdict) -> None:
        """Take up a group again from what was said before a restart."""
        if not said.group or said.holds is False:
            return
        site = said.source.tenant, said.source.site
        group = self._of_site.get(site)
        if group is None or group.name != said.group:
            known = (other for other in self._of_source.values() if other.name == said.group)
            group = next(known, None) or _Group(said.group, said.source)
        if said.first_out:
            group.first = said.source
        self._add(group, said.source, said.time_ms)

    def _join(self, source: Source, time_ms: int) -> _Group:
        group = self._of_site.get((source.tenant, source.site))
        if group is None or not group.members or time_ms - group.latest_ms > _TOGETHER_MS:
            group = _Group(f"{source.site}@{time_ms:x}", source)
        self._add(group, source, time_ms)
        return group

    def _add(self, group: _Group, source: Source, time_ms: int) -> None:
        group.members.add(source)
        group.latest_ms = max(group.latest_ms, time_ms)
        self._of_source[source] = group
        newest = self._of_site.get((source.tenant, source.site))
        if newest is None or newest.latest_ms <= group.latest_ms:
            self._of_site[source.tenant, source.site] = group
