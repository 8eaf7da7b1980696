"""Devices that nobody has claimed, and giving them to an authority: one click opens what is suggested, one assigns."""

import asyncio

from dashboards.console import text
from dashboards.console.assigning import Claim, Suggestion, assign, suggest
from dashboards.console.fleet import Vitals
from dashboards.console.office import Office
from dashboards.console.snapshot import label
from dashboards.console.view import View, address
from dashboards.console.views.claim_form import ClaimForm
from dashboards.console.views.forms import Told, part, work_page
from dashboards.console.views.listing import Column, Listing, Row
from dashboards.console.workshop import Workshop
from telemetry.access import Permission
from telemetry.device import Device
from telemetry.errors import NotFoundError
from telemetry.i18n import mark


@work_page("/devices/unknown", mark("Unknown devices"), Permission.OPERATE)
def unknown_page(view: View, workshop: Workshop, office: Office) -> None:
    """The list, which empties as devices are assigned."""
    _UnknownPage(view, workshop, office)


class _UnknownPage:
    def __init__(self, view: View, workshop: Workshop, office: Office) -> None:
        self._view, self._workshop, self._office = view, workshop, office
        self._say = say = view.say
        self._gone: set[str] = set()
        explained = say("Heard by the network and claimed by nobody. Who operates all authorities can assign them.")
        with part(say("Unknown devices"), explained):
            self._told = Told()
            columns = (
                Column("name", say("Device")),
                Column("eui", "DevEUI"),
                Column("profile", say("Profile")),
                Column("heard", say("Heard")),
                Column("gateway", say("Gateway")),
                Column("problem", say("Reason")),
            )
            self._list = Listing(say, columns, say("None: every device has its place."), self._open)
        view.every_second(self._show)
        self._show()

    def _show(self) -> None:
        held = self._view.snapshot.vitals.values()
        self._gone &= {one.device.dev_eui for one in held if not one.device.assigned}
        unknown = [one for one in held if not one.device.assigned and one.device.dev_eui not in self._gone]
        unknown.sort(key=lambda one: (-one.heard_ms, one.device.dev_eui))
        self._list.show([self._row(one) for one in unknown])

    def _row(self, vitals: Vitals) -> Row:
        device, say = vitals.device, self._say
        cells = {
            "name": label(vitals),
            "eui": device.dev_eui,
            "profile": device.profile,
            "heard": text.age_text(vitals.heard_ms, self._view.snapshot.now_ms, say),
            "gateway": vitals.activity.gateway if vitals.activity else "",
            "problem": vitals.problem,
        }
        links = {"name": address(f"/devices/one?device={device.dev_eui}")}
        return Row(device.dev_eui, cells, links, (("assign", say("Assign")),), {"heard": -vitals.heard_ms})

    async def _open(self, _act: str, dev_eui: str) -> None:
        found = await self._told.of(asyncio.to_thread(self._suggested, dev_eui))
        if found is None:
            return
        device, suggestion = found

        async def claim(decision: Claim, told: Told) -> bool:
            return await told.of(self._assigned(device, decision)) is not None

        registry, known = self._view.services.registry, self._workshop.decoders
        with self._list.slot:
            ClaimForm(self._say, registry, known, device, suggestion, claim)

    def _suggested(self, dev_eui: str) -> tuple[Device, Suggestion]:
        registry = self._view.services.registry
        device = registry.device(dev_eui)
        if device is None or device.assigned:
            raise NotFoundError(self._say("This device has been assigned meanwhile."))
        kept = self._workshop.bench.uplinks(dev_eui, 1)
        uplink = kept[0].uplink if kept else None
        best = uplink.best_reception if uplink else None
        vitals = self._view.snapshot.vitals.get(dev_eui)
        heard_by = vitals.activity.gateway if vitals and vitals.activity else ""
        gateway = best.gateway_id if best else heard_by
        return device, suggest(device, uplink, gateway, registry, self._workshop.decoders)

    async def _assigned(self, device: Device, claim: Claim) -> Device:
        principal = await self._office.allowed(Permission.OPERATE)
        detail = {"tenant": claim.tenant, "site": claim.site, "name": claim.name, "decoder": claim.decoder}
        registry, known = self._view.services.registry, self._workshop.decoders
        after = await self._office.do(
            principal, "device.assign", device.dev_eui, detail, lambda: assign(device, claim, registry, known)
        )
        self._gone.add(device.dev_eui)
        self._show()
        self._told.done(self._say("{name} is assigned.", name=after.name or after.dev_eui))
        return after
