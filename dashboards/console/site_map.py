"""The map element: sites with their state, on a base layer that needs no network."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from nicegui import events
from nicegui.element import Element
from nicegui.elements import leaflet

from dashboards.console.fleet import WORST_FIRST, SiteView, State
from dashboards.console.text import STATE_LABELS
from telemetry.i18n import Translator

LEAFLET_CSS = Path(leaflet.__file__).parent / "dist" / "leaflet" / "leaflet.css"
"""Importing `leaflet` is also what makes NiceGUI serve the library to `site_map.js`."""


@cache
def base_layer() -> dict[str, Any]:
    """Outline of the département and course of the river: points in WGS 84."""
    layer: dict[str, Any] = json.loads((Path(__file__).parent / "base_layer.json").read_text())
    return layer


class SiteMap(Element, component="site_map.js"):
    """A Leaflet map of sites; `on_choose` is given the slug of the site that a person picks."""

    def __init__(self, tiles_url: str | None, say: Translator, on_choose: Callable[[str], None]) -> None:
        super().__init__()
        self._say = say
        self._props["zoom-in"] = say("Zoom in")
        self._props["zoom-out"] = say("Zoom out")
        self._props["base"] = base_layer()
        self._props["tiles-url"] = tiles_url
        self._props["sites"] = []
        self.on("choose", lambda event: on_choose(_slug(event)))

    def show(self, views: tuple[SiteView, ...], chosen: str | None) -> None:
        """Draw these sites; once the page is there, only what differs is sent."""
        before = {site["slug"]: site for site in self._props["sites"]}
        sites = [_drawn(view, self._say, chosen=view.site.slug == chosen) for view in views]
        changed = [site for site in sites if site != before.pop(site["slug"], None)]
        with self._props.suspend_updates():
            self._props["sites"] = sites
        if changed or before:
            self.run_method("change", changed, list(before))


def _slug(event: events.GenericEventArguments) -> str:
    return str(event.args)


def _drawn(view: SiteView, say: Translator, *, chosen: bool) -> dict[str, Any]:
    site = view.site
    return {
        "slug": site.slug,
        "commune": site.commune,
        "position": [site.latitude, site.longitude],
        "state": view.state,
        "chosen": chosen,
        "rank": len(State) - WORST_FIRST[view.state],
        "devices": view.devices,
        "words": words(view, say),
    }


def words(view: SiteView, say: Translator) -> str:
    """The site in a sentence: `Collège Jean-Moulin, Albert: 5 devices (1 silent)`."""
    place = view.site.name if view.site.commune in view.site.name else f"{view.site.name}, {view.site.commune}"
    count = say.plural("{count} device", "{count} devices", view.devices)
    exceptions = ", ".join(
        say("{name}: {value}", name=say(STATE_LABELS[state]).lower(), value=view.tally[state])
        for state in State
        if state is not State.FRESH and view.tally.get(state)
    )
    return " · ".join(filter(None, (place, count, exceptions)))
