"""How each site does: the gravest of its alarms, the worst of its devices, and what the network says of it; pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from dashboards.console.alarm_list import QUIET
from dashboards.console.fleet import WORST_FIRST, State
from dashboards.console.snapshot import Snapshot, plain
from telemetry.alarm import Alarm, Severity
from telemetry.device import Site

_CALM: Final = 0


@dataclass(frozen=True, slots=True)
class SiteState:
    """One site now. `single_path` says that one failure of the network cuts it off."""

    site: Site
    devices: int = 0
    alarms: tuple[Alarm, ...] = ()
    worst: State = State.FRESH
    single_path: bool = False

    @property
    def gravest(self) -> Severity | None:
        """The gravest severity of its alarms, None without one."""
        return max((alarm.severity for alarm in self.alarms), default=None)

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Its place when the worst comes first."""
        return -(self.gravest or _CALM), WORST_FIRST[self.worst], -len(self.alarms), plain(self.site.name)


@dataclass(slots=True)
class _Seen:
    devices: int = 0
    worst: State = State.FRESH
    alarms: list[Alarm] = field(default_factory=list)


def site_states(snapshot: Snapshot, alarms: Iterable[Alarm], single: frozenset[str] = frozenset()) -> list[SiteState]:
    """Every site that a visitor sees, the worst first; `single` are the sites with one way to the core only."""
    seen: defaultdict[str, _Seen] = defaultdict(_Seen)
    for dev_eui, vitals in snapshot.vitals.items():
        held, state = seen[vitals.device.site], snapshot.states[dev_eui]
        held.devices += 1
        held.worst = min(held.worst, state, key=WORST_FIRST.__getitem__)
    for alarm in alarms:
        if alarm.active and alarm.state not in QUIET:
            seen[alarm.source.site].alarms.append(alarm)
    states = []
    for slug, site in snapshot.sites.items():
        held = seen[slug]
        states.append(SiteState(site, held.devices, tuple(held.alarms), held.worst, slug in single))
    return sorted(states, key=lambda state: state.rank)
