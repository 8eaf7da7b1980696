"""Announced work: what is declared, and declaring more, so that what it causes is not taken for a failure."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from nicegui import ui
from pydantic import ValidationError

from alarms.calendar.files import WindowEntry, declare, read_calendar
from alarms.calendar.windows import Mode, Window
from dashboards.console.office import Office
from dashboards.console.view import View
from dashboards.console.views.forms import Told, button, part, work_page
from dashboards.console.views.listing import Column, Listing, Row
from dashboards.console.views.markup import tag
from dashboards.console.views.tenants import chosen_tenant, tenant_choices
from dashboards.console.workshop import Workshop
from telemetry.access import Permission
from telemetry.errors import ConfigError
from telemetry.i18n import mark
from telemetry.times import PARIS

_MODES: Final = {
    Mode.INFORM: mark("told as a warning"),
    Mode.MUTE: mark("kept, not told"),
    Mode.EXERCISE: mark("told, and marked as an exercise"),
}


@work_page("/devices/work", mark("Announced work"), Permission.OPERATE)
def maintenance_page(view: View, workshop: Workshop, office: Office) -> None:
    """The list, and the form that announces."""
    _MaintenancePage(view, workshop, office)


class _MaintenancePage:
    def __init__(self, view: View, workshop: Workshop, office: Office) -> None:
        self._view, self._folder, self._office = view, workshop.files.windows, office
        self._say = say = view.say
        with part(say("Announced work")):
            self._told = Told()
            columns = (
                Column("start", say("Begins")),
                Column("id", say("Name")),
                Column("state", say("State")),
                Column("where", say("Where")),
                Column("mode", say("Alarms are")),
                Column("reason", say("Reason")),
                Column("by", say("Announced by")),
            )
            self._list = Listing(say, columns, say("Nothing is announced."))
        with part(say("Announce work")):
            self._announced = Told()
            self._build_form()
        ui.timer(0, self._show, once=True)

    def _build_form(self) -> None:
        say = self._say
        with tag("div", "fields"):
            self._id = ui.input(say("Name (lower-case letters, digits, hyphens)"))
            self._tenant = ui.select(
                tenant_choices(self._view, Permission.OPERATE), label=say("Authority"), on_change=self._narrow
            )
            self._sites = ui.select({}, label=say("Sites (none: all)"), multiple=True)
            self._mode = ui.select({mode: say(label) for mode, label in _MODES.items()}, value=Mode.INFORM)
            self._mode.props["label"] = say("Alarms are")
            now = datetime.now(PARIS)
            self._start = ui.input(say("Begins (Paris)"), value=f"{now:%Y-%m-%dT%H:%M}").props("type=datetime-local")
            self._hours = ui.number(say("Hours"), value=2, min=0.25, max=744, step=0.25)
            self._reason = ui.input(say("What is done")).classes("wide")
            fields = self._id, self._tenant, self._sites, self._mode, self._start, self._hours, self._reason
            for field in fields:
                field.props("outlined dense")
            button(say("Announce"), self._announce, main=True)

    def _narrow(self) -> None:
        tenant = self._tenant.value
        sites = self._view.services.registry.sites(tenant) if tenant else []
        self._sites.set_options({site.slug: site.name for site in sites}, value=[])

    async def _show(self) -> None:
        calendar = await self._told.of(asyncio.to_thread(read_calendar, self._folder))
        over = self._view.over(Permission.OPERATE)
        windows = calendar.windows if calendar else ()
        seen = [one for one in windows if over is None or not one.scope.tenants or one.scope.tenants & over]
        self._list.show([self._row(one) for one in sorted(seen, key=lambda one: one.start, reverse=True)])

    def _row(self, one: Window) -> Row:
        say = self._say
        places = sorted(one.scope.sites or one.scope.tenants)
        cells = {
            "start": f"{one.start:%d/%m/%Y %H:%M} · {say.number(one.duration / timedelta(hours=1), 1)} h",
            "id": one.id,
            "state": say("going on") if one.is_open(self._view.snapshot.now_ms) else "",
            "where": ", ".join([*places, *sorted(one.scope.devices)]) or say("All authorities"),
            "mode": say(_MODES[one.mode]),
            "reason": one.reason,
            "by": one.by,
        }
        return Row(one.id, cells, order={"start": one.start.timestamp()})

    async def _announce(self) -> None:
        window = await self._announced.of(self._declared())
        if window:
            self._announced.done(self._say("{name} is announced.", name=window.id))
        await self._show()

    async def _declared(self) -> Window:
        tenant = chosen_tenant(self._tenant.value, self._say)
        principal = await self._office.allowed(Permission.OPERATE, tenant)
        entry = _entry(
            {
                "id": (self._id.value or "").strip(),
                "what": {"tenants": [tenant] if tenant else [], "sites": self._sites.value or []},
                "mode": self._mode.value,
                "start": self._start.value or "",
                "duration": (self._hours.value or 0) * 3600,
                "reason": (self._reason.value or "").strip(),
                "by": principal.name,
            }
        )
        detail = entry.model_dump(mode="json", exclude_defaults=True)
        return await self._office.do(
            principal, "maintenance.declare", entry.id, detail, lambda: declare(self._folder, entry)
        )


def _entry(given: dict[str, object]) -> WindowEntry:
    """The window that a form describes; raises `ConfigError` with a line for each mistake."""
    try:
        return WindowEntry.model_validate(given)
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ConfigError("\n".join(lines)) from error
