"""One device for who repairs it: its bytes, what is made of them, how it is heard, what it can be told."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from nicegui import ui

from dashboards.console import text
from dashboards.console.charts import Range
from dashboards.console.fleet import Vitals
from dashboards.console.office import Office
from dashboards.console.radio import device_radio, factor_shares, gaps
from dashboards.console.snapshot import label
from dashboards.console.trying import attempt
from dashboards.console.view import View, address
from dashboards.console.views.attempts import described, summary_of
from dashboards.console.views.forms import Told, button, part, work_page
from dashboards.console.views.listing import Column, Listing, Row
from dashboards.console.views.markup import Facts, tag, words
from dashboards.console.workshop import KeptUplink, Workshop
from decoders.contract import Decoder
from decoders.downlinks.registry import commands_of
from telemetry.access import Permission
from telemetry.errors import ParseError, TelemetryError
from telemetry.eui import parse_eui
from telemetry.i18n import Translator, mark
from telemetry.record import Activity
from telemetry.times import PARIS, from_ms
from telemetry.uplink import NO_NETWORK_INFO

_UPLINKS: Final = 50
_DAY_MS: Final = 86_400_000
_SINCE: Final = {1: mark("of a day"), 7: mark("of a week"), 30: mark("of thirty days")}


@work_page("/devices/one", mark("Device"), Permission.READ)
def device_page(view: View, workshop: Workshop, office: Office) -> None:
    """The device that the address names."""
    try:
        dev_eui = parse_eui(view.asked.get("device", ""))
    except ParseError:
        dev_eui = ""
    vitals = view.snapshot.vitals.get(dev_eui)
    if vitals is None:
        words("p", view.say("No device {dev_eui}", dev_eui=view.asked.get("device", "")[:40]), "empty")
        words("a", view.say("All devices"), href=address("/devices"))
        return
    _DevicePage(view, workshop, office, vitals)


class _DevicePage:
    def __init__(self, view: View, workshop: Workshop, office: Office, vitals: Vitals) -> None:
        self._view, self._workshop, self._office = view, workshop, office
        self._say, self._device = view.say, vitals.device
        self._reach = Range.WEEK
        self._decoder: Decoder | None = None
        self._build_head(vitals)
        self._build_uplinks()
        self._build_radio()
        self._build_commands()
        self._show_vitals()
        view.every_second(self._show_vitals)
        ui.timer(0, self._read, once=True)

    def _build_head(self, vitals: Vitals) -> None:
        say, device = self._say, self._device
        with part(label(vitals)):
            self._problem = words("p", "", "problem")
            self._facts = Facts(
                (say("State"), say("Heard"), say("Site"), say("Authority"), say("Domain"), say("Battery"), "DevEUI"),
                "facts wide-facts",
            )
            self._values = words("p")
            self._decoder_told = words("p", "", "second")
            with tag("p", "links"):
                words("a", say("Curves"), href=address(f"/?device={device.dev_eui}"))
                words("a", say("Its alarms"), href=address(f"/alarms?text={device.dev_eui}"))
                if not device.assigned and self._office.may(Permission.OPERATE):
                    words("a", say("Assign"), href=address("/devices/unknown"))

    def _build_uplinks(self) -> None:
        say = self._say
        explained = say("The last that the journal keeps, and what today's decoder makes of each.")
        with part(say("Raw uplinks"), explained):
            columns = (
                Column("received", say("Received")),
                Column("port", say("Port")),
                Column("counter", say("Frame counter")),
                Column("payload", say("Payload")),
                Column("says", say("Decoded today")),
                Column("gateways", say("Gateways"), sortable=False),
            )
            self._told = Told()
            self._uplinks = Listing(say, columns, say("The journal keeps no uplink of it."))
            if self._office.may(Permission.OPERATE, self._device.tenant):
                with tag("div", "buttons"):
                    button(say("Decode again"), self._read)
                    spans = {days: say(words_) for days, words_ in _SINCE.items()}
                    self._since = ui.select(spans, value=1, label=say("Uplinks")).props("outlined dense")
                    button(say("Decode again and store"), self._reprocess, main=True)

    def _build_radio(self) -> None:
        say = self._say
        with part(say("Radio over seven days")):
            self._radio = Facts(
                (say("Uplinks"), say("Lost"), say("Heard by one gateway only"), say("Best gateways"), say("Spreading")),
                "facts wide-facts",
            )
            self._no_radio = words("p", say("Nothing was heard in this period."), "empty")
            self._chart = ui.echart({}, renderer="svg").classes("chart")

    def _build_commands(self) -> None:
        with part(self._say("What it can be told"), self._say("Sent by: samara downlink.")):
            self._commands = tag("dl", "commands")

    def _show_vitals(self) -> None:
        view, say = self._view, self._say
        vitals = view.snapshot.vitals.get(self._device.dev_eui)
        if vitals is None:
            return
        device = self._device = vitals.device
        self._problem.set_visibility(bool(vitals.problem))
        self._problem.text = say("The last message was not understood: {reason}", reason=vitals.problem)
        self._values.text = text.summary(vitals, say)
        facts = {
            say("State"): say(text.STATE_LABELS[view.snapshot.states[device.dev_eui]]),
            say("Heard"): text.age_text(vitals.heard_ms, view.snapshot.now_ms, say),
            say("Site"): view.snapshot.site_name(device.site) if device.assigned else say("Unassigned"),
            say("Authority"): view.snapshot.tenant_name(device.tenant) if device.assigned else "",
            say("Domain"): say(text.DOMAIN_LABELS[device.domain]),
            say("Battery"): text.battery_text(vitals, say),
            "DevEUI": device.dev_eui,
        }
        self._facts.show(facts)

    async def _read(self) -> None:
        device, bench = self._device, self._workshop.bench
        kept = await self._told.of(asyncio.to_thread(bench.uplinks, device.dev_eui, _UPLINKS)) or []
        network = kept[0].uplink.network if kept else NO_NETWORK_INFO
        try:
            self._decoder = await asyncio.to_thread(bench.decoder_of, device, network)
            self._decoder_told.text = self._say(
                "Decoder: {name} · {described}",
                name=self._decoder.id,
                described=described(self._decoder, self._say),
            )
        except TelemetryError as error:
            self._decoder, self._decoder_told.text = None, str(error)
        rows = await asyncio.to_thread(lambda: [self._row(one) for one in kept])
        self._uplinks.show(rows)
        self._show_commands()
        await self._show_radio()

    def _row(self, one: KeptUplink) -> Row:
        uplink, say = one.uplink, self._say
        heard = (f"{reception.gateway_id} {_dbm(reception.rssi)}".strip() for reception in uplink.receptions)
        cells = {
            "received": _instant(one.received_ms),
            "port": str(uplink.f_port),
            "counter": say.number(uplink.f_cnt),
            "payload": uplink.payload.hex(" "),
            "says": summary_of(attempt(self._decoder, uplink), say) if self._decoder and uplink.f_port else "–",
            "gateways": ", ".join(heard),
        }
        order = {"received": one.received_ms, "port": uplink.f_port, "counter": uplink.f_cnt}
        links = {"payload": address(f"/devices/codecs?payload={uplink.payload.hex()}&port={uplink.f_port}")}
        return Row(str(one.seq), cells, links, (), order)

    async def _reprocess(self) -> None:
        came = await self._told.of(self._reprocessed(int(self._since.value or 1)))
        await self._read()
        if came:
            self._told.done(came)

    async def _reprocessed(self, days: int) -> str:
        device = self._device
        tenant = device.tenant if device.assigned else None
        principal = await self._office.allowed(Permission.OPERATE, tenant)
        since_ms = self._view.snapshot.now_ms - days * _DAY_MS
        reprocess = self._workshop.bench.reprocess
        return await self._office.do(
            principal, "device.reprocess", device.dev_eui, {"days": days}, lambda: reprocess(device.dev_eui, since_ms)
        )

    async def _show_radio(self) -> None:
        say, span = self._say, self._reach.span(self._view.snapshot.now_ms)
        store = self._view.services.store
        history = await self._told.of(asyncio.to_thread(lambda: list(store.radio(self._device, span))))
        radio = device_radio(history or ())
        loss = "" if radio.loss is None else f"{say.number(100 * radio.loss, 1)}\u00a0%"
        alone = "" if not radio.heard else say.number(radio.alone)
        best = ", ".join(f"{gateway} ({say.number(count)})" for gateway, count in radio.best.items())
        mix = " · ".join(
            f"SF{factor}\u00a0{say.number(100 * share)}\u00a0%" for factor, share in factor_shares(radio.factors)
        )
        values = say.number(radio.heard), loss, alone, best, mix
        self._radio.show(dict(zip(self._radio.names, values, strict=True)))
        self._no_radio.set_visibility(not history)
        self._chart.set_visibility(bool(history))
        self._chart.options.clear()
        self._chart.options.update(radio_options(history or (), say))

    def _show_commands(self) -> None:
        self._commands.clear()
        commands = commands_of(self._decoder) if self._decoder else {}
        with self._commands:
            if not commands:
                words("p", self._say("No command is known."), "empty")
            for one in commands.values():
                given = " ".join(f"{parameter.name}={parameter.expected}" for parameter in one.parameters)
                words("dt", f"{one.name} {given}".strip(), "code")
                words("dd", one.summary, "second")


def radio_options(history: Sequence[Activity], say: Translator) -> dict[str, Any]:
    """The ECharts options of a radio history: strength and quality of each uplink, a mark where some are missing."""
    lost_before = [[after.time_ms, after.rssi] for after, _ in gaps(history) if after.rssi is not None]
    muted = {"color": "var(--muted)"}
    axis = {"type": "value", "scale": True, "axisLabel": muted, "splitLine": {"lineStyle": {"color": "var(--line)"}}}
    dots = {"type": "scatter", "symbolSize": 4, "itemStyle": {"color": "var(--chart)"}}
    return {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": say("Strength and quality of the signal over seven days")}},
        "legend": {"textStyle": muted, "top": 0},
        "grid": {"left": 8, "right": 16, "top": 32, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "item", "className": "chart-tip"},
        "xAxis": {"type": "time", "axisLabel": {**muted, "hideOverlap": True}},
        "yAxis": [{**axis, "name": "dBm"}, {**axis, "name": "dB", "splitLine": {"show": False}}],
        "series": [
            {**dots, "name": "RSSI", "data": [[one.time_ms, one.rssi] for one in history if one.rssi is not None]},
            {
                **dots,
                "name": "SNR",
                "yAxisIndex": 1,
                "symbol": "diamond",
                "itemStyle": {"color": "var(--normal)"},
                "data": [[one.time_ms, one.snr] for one in history if one.snr is not None],
            },
            {
                **dots,
                "name": say("Lost before"),
                "symbol": "triangle",
                "symbolSize": 10,
                "itemStyle": {"color": "var(--suspect)"},
                "data": lost_before,
            },
        ],
    }


def _dbm(rssi: int | None) -> str:
    return "" if rssi is None else f"{rssi}\u00a0dBm".replace("-", "−")


def _instant(time_ms: int) -> str:
    return f"{from_ms(time_ms).astimezone(PARIS):%d/%m %H:%M:%S}"
