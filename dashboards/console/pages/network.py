"""The radio network: what each gateway carries, what is lost, and what would fall silent if it failed."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from nicegui import ui

from dashboards.console.charts import Range
from dashboards.console.office import Office
from dashboards.console.radio import DeviceRadio, GatewayRadio, device_radio, factor_shares, gateway_radio
from dashboards.console.snapshot import Snapshot, label
from dashboards.console.view import View, address
from dashboards.console.views.forms import Told, part, work_page
from dashboards.console.views.listing import Column, Listing, Row
from dashboards.console.views.markup import Facts, set_attribute, tag, words
from dashboards.console.workshop import Workshop
from telemetry.access import Permission
from telemetry.device import Device
from telemetry.i18n import Translator, mark
from telemetry.ports import ReadingStore
from telemetry.series import Span

_MOST_NAMED: Final = 500


@work_page("/network", mark("Network"), Permission.READ)
def network_page(view: View, _workshop: Workshop, _office: Office) -> None:
    """The whole, each gateway, and what hangs on one alone."""
    _NetworkPage(view)


class _NetworkPage:
    def __init__(self, view: View) -> None:
        self._view = view
        self._say = say = view.say
        self._reach = Range.DAY
        self._gateways: list[GatewayRadio] = []
        with part(say("Radio network"), say("From the uplinks that were heard; losses by the gaps of frame counters.")):
            with tag("div", "ranges", role="group", aria_label=say("Range")):
                self._ranges = {
                    Range.DAY: self._range(Range.DAY, say("24 h")),
                    Range.WEEK: self._range(Range.WEEK, say("7 days")),
                }
            self._told = Told()
            self._facts = Facts(
                (say("Devices heard"), say("Uplinks"), say("Lost"), say("Heard by one gateway only"), say("Spreading")),
                "facts wide-facts",
            )
            columns = (
                Column("gateway", say("Gateway")),
                Column("devices", say("Devices heard")),
                Column("dependent", say("Would fall silent")),
                Column("heard", say("Uplinks")),
                Column("loss", say("Lost")),
                Column("slow", "SF11–12"),
                Column("mix", say("Spreading"), sortable=False),
            )
            self._list = Listing(say, columns, say("No gateway was heard."), self._name_dependent)
        self._detail = tag("div")
        ui.timer(0, self._read, once=True)

    def _range(self, reach: Range, name: str) -> ui.element:
        chosen = "true" if reach is self._reach else "false"
        made = words("button", name, "chip", type="button", aria_pressed=chosen)
        return made.on("click", lambda: self._choose(reach))

    async def _choose(self, reach: Range) -> None:
        self._reach = reach
        for held, made in self._ranges.items():
            set_attribute(made, "aria-pressed", "true" if held is reach else "false")
        await self._read()

    async def _read(self) -> None:
        view = self._view
        devices = [held.device for held in view.snapshot.vitals.values()]
        span = self._reach.span(view.snapshot.now_ms)
        fleet = await self._told.of(asyncio.to_thread(read_fleet, view.services.store, devices, span))
        if fleet is not None:
            self._gateways = gateway_radio(fleet)
            self._show(fleet)

    def _show(self, fleet: Mapping[str, DeviceRadio]) -> None:
        say = self._say
        heard, missed = sum(one.heard for one in fleet.values()), sum(one.missed for one in fleet.values())
        factors: dict[int, int] = {}
        for one in fleet.values():
            for factor, count in one.factors.items():
                factors[factor] = factors.get(factor, 0) + count
        loss = missed / (heard + missed) if heard else None
        alone = sum(bool(one.only) for one in fleet.values())
        values = say.number(len(fleet)), say.number(heard), _share(loss, say), say.number(alone), _mix(factors, say)
        self._facts.show(dict(zip(self._facts.names, values, strict=True)))
        self._list.show([self._row(one) for one in self._gateways])

    def _row(self, one: GatewayRadio) -> Row:
        say, gateway = self._say, self._view.services.registry.gateway(one.gateway_id)
        cells = {
            "gateway": gateway.name if gateway and gateway.name else one.gateway_id,
            "devices": say.number(one.devices),
            "dependent": say.number(len(one.dependent)),
            "heard": say.number(one.heard),
            "loss": _share(one.loss, say),
            "slow": _share(one.slow, say),
            "mix": _mix(one.factors, say),
        }
        order = {
            "devices": one.devices,
            "dependent": len(one.dependent),
            "heard": one.heard,
            "loss": one.loss or 0.0,
            "slow": one.slow or 0.0,
        }
        acts = [("dependent", say("Which would fall silent"))] if one.dependent else []
        return Row(one.gateway_id, cells, {}, acts, order)

    def _name_dependent(self, _act: str, gateway_id: str) -> None:
        say = self._say
        one = next((one for one in self._gateways if one.gateway_id == gateway_id), None)
        self._detail.clear()
        if one is None:
            return
        with self._detail, part(say("If {gateway} failed", gateway=gateway_id)):
            count = len(one.dependent)
            told = say.plural("{count} device is heard by no other.", "{count} devices are heard by no other.", count)
            words("p", told)
            with tag("ul", "names"):
                for dev_eui, name in _named(one.dependent[:_MOST_NAMED], self._view.snapshot):
                    with tag("li"):
                        words("a", name, href=address(f"/devices/one?device={dev_eui}"))


def read_fleet(store: ReadingStore, devices: Sequence[Device], span: Span) -> dict[str, DeviceRadio]:
    """The radio figures of each device that was heard in a span; blocks for as many queries as there are devices."""
    found = {device.dev_eui: device_radio(store.radio(device, span)) for device in devices}
    return {dev_eui: radio for dev_eui, radio in found.items() if radio.heard}


def _named(devices: Sequence[str], snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(dev_eui, label(snapshot.vitals[dev_eui])) for dev_eui in devices if dev_eui in snapshot.vitals]


def _share(share: float | None, say: Translator) -> str:
    return "–" if share is None else f"{say.number(100 * share, 1)}\u00a0%"


def _mix(factors: Mapping[int, int], say: Translator) -> str:
    return " · ".join(f"SF{factor}\u00a0{_share(share, say)}" for factor, share in factor_shares(factors))
