"""The floor of the datacenter: rooms and racks with their temperatures, power chain, cooling, PUE."""

from typing import Final

from nicegui import run, ui

from dashboards.console import text
from dashboards.console.floor import Floor, Tile, floor_of
from dashboards.console.severity import SEVERITY_LABELS, SeveritySymbol
from dashboards.console.snapshot import label
from dashboards.console.view import View, address, page
from dashboards.console.views.markup import Symbol, tag, words
from telemetry.access import Permission
from telemetry.device import Domain, Site
from telemetry.errors import TelemetryError
from telemetry.i18n import mark
from telemetry.ports import DeviceFilter
from telemetry.quantity import PUE
from telemetry.series import Sample
from telemetry.times import PARIS, from_ms
from telemetry.words import value_text

_PUE_S: Final = 60.0
_SHOWN_VALUES: Final = 6


class FloorView:
    """One datacenter."""

    def __init__(self, view: View, site: Site) -> None:
        self._view = view
        self._site = site
        self._drawn: object = None
        with tag("section", "card site-head"):
            words("h1", site.name)
            with tag("p", "links"):
                self._pue = words("span", view.say("PUE: not known yet"), "pue")
                words("a", view.say("Site, alarms and network"), href=address(f"/sites/{site.slug}"))
        self._body = tag("div", "floor")
        self._show()
        view.every_second(self._show)
        ui.timer(_PUE_S, self._read_pue)

    async def _read_pue(self) -> None:
        try:
            sample = await run.io_bound(self._newest_pue)
        except TelemetryError:
            return  # The one that stands there says of which day it is.
        if sample is not None:
            day = from_ms(sample.time_ms).astimezone(PARIS)
            value = self._view.say.number(sample.value, 2)
            self._pue.text = self._view.say("PUE of {day}: {value} (interim)", day=f"{day:%d/%m}", value=value)

    def _newest_pue(self) -> Sample | None:
        services = self._view.services
        devices = services.registry.devices(DeviceFilter(site=self._site.slug))
        series = [one for one in services.registry.series_of(devices) if one.quantity is PUE]
        samples = services.store.latest(series).values()
        return max(samples, key=lambda sample: sample.time_ms, default=None)

    def _show(self) -> None:
        view = self._view
        here = [vitals for vitals in view.snapshot.vitals.values() if vitals.device.site == self._site.slug]
        alarms = [alarm for alarm in view.alarms.alarms if alarm.source.site == self._site.slug]
        floor = floor_of(here, alarms)
        drawn = floor, [view.snapshot.states[vitals.device.dev_eui] for vitals in here]
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._body.clear()
        with self._body:
            self._draw(floor)

    def _draw(self, floor: Floor) -> None:
        say = self._view.say
        for room, racks in floor.rooms.items():
            self._part(say("Room {name}", name=room) if room else say("Rooms"), [*racks.items()])
        self._part(say("Power chain: UPS"), [("", floor.ups)])
        self._part(say("Power chain: feeds and meters"), [("", floor.feeds)])
        self._part(say("Cooling"), [("", floor.cooling)])

    def _part(self, title: str, racks: list[tuple[str, tuple[Tile, ...]]]) -> None:
        if not any(tiles for _, tiles in racks):
            return
        with tag("section", "card", aria_label=title):
            words("h2", title, "card-title")
            for rack, tiles in racks:
                if rack:
                    words("h3", self._view.say("Rack {name}", name=rack), "card-title")
                with tag("div", "tiles"):
                    for tile in tiles:
                        self._tile(tile)

    def _tile(self, tile: Tile) -> None:
        view, say, device = self._view, self._view.say, tile.vitals.device
        state = view.snapshot.states[device.dev_eui]
        alarmed = f" alarmed {tile.gravest.key}" if tile.gravest else ""
        with tag("a", f"tile{alarmed}", href=address(f"/?device={device.dev_eui}")):
            with tag("span", "tile-name"):
                if tile.gravest:
                    SeveritySymbol(tile.gravest)
                else:
                    Symbol(state)
                words("b", label(tile.vitals).removesuffix(f", {self._site.name}"))
            if tile.gravest:
                words("span", say(SEVERITY_LABELS[tile.gravest]))
            for series, sample in tile.values[:_SHOWN_VALUES]:
                value = value_text(series.quantity, sample.value, say)
                if tile.headline is not None and series is tile.headline[0]:
                    words("span", value, "figure")
                else:
                    words("span", say("{name}: {value}", name=text.series_label(series, say), value=value))
            words("span", text.age_text(tile.vitals.heard_ms, view.snapshot.now_ms, say), "second")


@page("/datacenter", mark("Datacenter"), Permission.READ)
def datacenter(view: View) -> None:
    """Every datacenter that the visitor sees."""
    sites = [site for site in view.snapshot.sites.values() if site.kind == Domain.DATACENTER]
    if not sites:
        words("p", view.say("No site is of the kind datacenter."), "card empty")
    for site in sites:
        FloorView(view, site)
