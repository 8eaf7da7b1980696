"""The live page of one client: its parts put together, kept up to date by push, and reachable by links."""

from typing import Final

from nicegui import events, ui

from dashboards.console.address import parse_address, write_address
from dashboards.console.services import ConsoleServices, Visitor
from dashboards.console.site_map import SiteMap
from dashboards.console.snapshot import Choice
from dashboards.console.views.device_panel import DevicePanel, Shown
from dashboards.console.views.devices import DeviceList
from dashboards.console.views.header import Header
from dashboards.console.views.markup import tag
from dashboards.console.views.quarantine import QuarantineList
from dashboards.console.watcher import Watcher
from telemetry.i18n import Translator

_REFRESH_S: Final = 1.0

_FOLLOW_HISTORY: Final = """
<script>window.addEventListener("popstate", () => emitEvent("address", location.search));</script>
"""


class ConsolePage:
    """What one client has chosen to see, and the views that show it."""

    def __init__(
        self, services: ConsoleServices, watcher: Watcher, say: Translator, address: str, visitor: Visitor
    ) -> None:
        self._watcher = watcher
        self._visitor = visitor
        self._snapshot = watcher.snapshot.seen_by(visitor.principal)
        self._choice = Choice()
        self._address = write_address(parse_address(address))
        self._header = Header(say)
        with tag("div", "overview"):
            with tag("section", "card map", aria_label=say("Map of the sites")):
                self._map = SiteMap(services.tiles_url, say, self._choose_site)
            self._devices = DeviceList(say, self._choice, self._open)
            self._quarantine = QuarantineList(say)
        self._panel = DevicePanel(say, services.store, self._write_address)
        self._show()
        ui.add_head_html(_FOLLOW_HISTORY)
        ui.on("address", self._follow)
        ui.timer(_REFRESH_S, self.refresh)
        ui.timer(0, lambda: self._go(address), once=True)

    async def refresh(self) -> None:
        """Show the newest snapshot, as far as the visitor may see it now."""
        principal = await self._visitor.still()
        if principal is None:
            ui.navigate.to("/login")
            return
        self._snapshot = self._watcher.snapshot.seen_by(principal)
        self._show()
        await self._panel.show(self._snapshot)

    def _show(self) -> None:
        self._header.show(self._snapshot)
        self._map.show(self._snapshot.site_views, self._choice.site)
        self._devices.show(self._snapshot)
        self._quarantine.show(self._snapshot)

    def _choose_site(self, slug: str) -> None:
        self._devices.choose_site(slug)
        self._show()

    async def _open(self, dev_eui: str) -> None:
        await self._panel.open(Shown(dev_eui), self._snapshot)

    async def _follow(self, event: events.GenericEventArguments) -> None:
        """The person went back or forward: the address has changed already."""
        await self._go(str(event.args))

    async def _go(self, address: str) -> None:
        shown = parse_address(address)
        self._address = write_address(shown)
        if shown is None:
            self._panel.close()
        else:
            await self._panel.open(shown, self._snapshot)

    def _write_address(self, shown: Shown | None) -> None:
        """Name what is shown: opening a device is a step to go back from, another chart of it is not."""
        address = write_address(shown)
        if address == self._address:
            return
        step = ui.navigate.history.replace if self._address and address else ui.navigate.history.push
        self._address = address
        step(address or "?")
