"""What a page of the console is made of: one function, given a `View` of the platform through one visitor's eyes."""

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from nicegui import ui

from dashboards.console.alarm_watcher import AlarmPicture, AlarmWatcher
from dashboards.console.services import ConsoleServices, Visitor
from dashboards.console.snapshot import Snapshot
from dashboards.console.watcher import Watcher
from telemetry.access import Permission, Principal, Tenants
from telemetry.i18n import Translator

PATH: Final = "/console"
"""A folder of its own: mounted at `/`, NiceGUI would answer for every path that the API does not know."""

_TICK_S: Final = 0.1
_TICKS_A_SECOND: Final = round(1 / _TICK_S)

Refresh = Callable[[], Awaitable[None] | None]


def address(path: str) -> str:
    """The address of a page of the console on this server: `address("/alarms")`."""
    return f"{PATH}{path}"


class View:
    """One open page: who looks, in which language, and what they may see now.

    A page is built once; then it is kept up to date by push. It hands over functions that bring its elements up to
    date: `every_second` follows the fleet (`snapshot`), `on_alarms` whatever changes an alarm, a
    fraction of a second later.
    """

    def __init__(
        self,
        services: ConsoleServices,
        watcher: Watcher,
        alarm_watcher: AlarmWatcher | None,
        say: Translator,
        visitor: Visitor,
        query: str,
        named: Mapping[str, str],
    ) -> None:
        """`named` is what the path names: the slug of `/sites/{slug}`."""
        self.services = services
        self.say = say
        self.query = query
        self.named = named
        self.principal: Principal = visitor.principal
        self.visitor = visitor
        self._watcher = watcher
        self._alarm_watcher = alarm_watcher
        self._picture: AlarmPicture | None = None
        self._by_second: list[Refresh] = []
        self._by_alarm: list[Refresh] = []
        self._ticks = 0
        self._ended = False
        self._look()

    @property
    def asked(self) -> dict[str, str]:
        """What the address asks for, by name; of a name given twice the last."""
        return self.fields(self.query)

    @staticmethod
    def fields(query: str) -> dict[str, str]:
        """The fields of a query string."""
        return dict(parse_qsl(query.removeprefix("?")))

    def over(self, permission: Permission) -> Tenants:
        """The authorities over which the visitor holds a permission; None is all."""
        return self.principal.over(permission)

    def may(self, permission: Permission, tenant: str) -> bool:
        """Whether the visitor holds a permission over an authority."""
        tenants = self.over(permission)
        return tenants is None or tenant in tenants

    def every_second(self, refresh: Refresh) -> None:
        """Call `refresh` about once a second, with `snapshot` up to date."""
        self._by_second.append(refresh)

    def on_alarms(self, refresh: Refresh) -> None:
        """Call `refresh` as soon as an alarm has changed, with `alarms` up to date."""
        self._by_alarm.append(refresh)

    def start(self) -> None:
        """Begin to push; the shell does it once the page is built."""
        ui.timer(_TICK_S, self._tick)

    def _look(self) -> None:
        self.snapshot: Snapshot = self._watcher.snapshot.seen_by(self.principal)
        if self._alarm_watcher is not None:
            self._picture = self._alarm_watcher.picture
        self.alarms = (self._picture or AlarmPicture()).seen_by(self.principal)

    async def _tick(self) -> None:
        if self._ended:
            return
        self._ticks += 1
        second = self._ticks % _TICKS_A_SECOND == 0
        changed = self._alarm_watcher is not None and self._alarm_watcher.picture is not self._picture
        if not second and not changed:
            return
        principal = await self.visitor.still()
        if principal is None:
            self._ended = True
            # Not `ui.navigate`: it would look for the log-in below the console.
            ui.run_javascript("location = '/login?next=' + encodeURIComponent(location.pathname + location.search)")
            return
        self.principal = principal
        self._look()
        for refresh in (*(self._by_second if second else ()), *(self._by_alarm if changed else ())):
            done = refresh()
            if isawaitable(done):
                await done


class Page(NamedTuple):
    """A page: below `PATH` where, what it is called (a message of the catalogue), who may open it, what builds it."""

    path: str
    title: str
    permission: Permission
    build: Callable[[View], None]


def page(path: str, title: str, permission: Permission) -> Callable[[Callable[[View], None]], Page]:
    """Make a function a page: a constant of a module of `dashboards.console.pages`, where it is found by itself."""

    def made(build: Callable[[View], None]) -> Page:
        return Page(path, title, permission, build)

    return made
