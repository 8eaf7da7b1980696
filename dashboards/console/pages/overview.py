"""The overview: where everything stands, on a map and in a list, each device reachable by a link."""

from typing import Final

from nicegui import events, ui

from dashboards.console.address import parse_address, write_address
from dashboards.console.site_map import SiteMap
from dashboards.console.snapshot import Choice
from dashboards.console.view import View, page
from dashboards.console.views.counters import Counters
from dashboards.console.views.device_panel import DevicePanel, Shown
from dashboards.console.views.devices import DeviceList
from dashboards.console.views.markup import tag
from dashboards.console.views.quarantine import QuarantineList
from telemetry.access import Permission
from telemetry.i18n import mark

_FOLLOW_HISTORY: Final = """
<script>window.addEventListener("popstate", () => emitEvent("address", location.search));</script>
"""


class Overview:
    """What one client has chosen to see, and the views that show it."""

    def __init__(self, view: View) -> None:
        say = view.say
        self._view = view
        self._choice = Choice()
        self._address = write_address(parse_address(view.query))
        self._counters = Counters(say)
        with tag("div", "overview"):
            with tag("section", "card map", aria_label=say("Map of the sites")):
                self._map = SiteMap(view.services.tiles_url, say, self._choose_site)
            self._devices = DeviceList(say, self._choice, self._open)
            self._quarantine = QuarantineList(say)
        self._panel = DevicePanel(say, view.services.store, self._write_address)
        self._show()
        ui.add_head_html(_FOLLOW_HISTORY)
        ui.on("address", self._follow)
        view.every_second(self.refresh)
        ui.timer(0, lambda: self._go(view.query), once=True)

    async def refresh(self) -> None:
        """Show the newest snapshot."""
        self._show()
        await self._panel.show(self._view.snapshot)

    def _show(self) -> None:
        snapshot = self._view.snapshot
        self._counters.show(snapshot)
        self._map.show(snapshot.site_views, self._choice.site)
        self._devices.show(snapshot)
        self._quarantine.show(snapshot)

    def _choose_site(self, slug: str) -> None:
        self._devices.choose_site(slug)
        self._show()

    async def _open(self, dev_eui: str) -> None:
        await self._panel.open(Shown(dev_eui), self._view.snapshot)

    async def _follow(self, event: events.GenericEventArguments) -> None:
        """The person went back or forward: the address has changed already."""
        await self._go(str(event.args))

    async def _go(self, address: str) -> None:
        shown = parse_address(address)
        self._address = write_address(shown)
        if shown is None:
            self._panel.close()
        else:
            await self._panel.open(shown, self._view.snapshot)

    def _write_address(self, shown: Shown | None) -> None:
        """Name what is shown: opening a device is a step to go back from, another chart of it is not."""
        address = write_address(shown)
        if address == self._address:
            return
        step = ui.navigate.history.replace if self._address and address else ui.navigate.history.push
        self._address = address
        step(address or "?")


@page("/", mark("Map"), Permission.READ)
def overview(view: View) -> None:
    """Map, devices and the last messages that were not understood."""
    Overview(view)
