"""The health of Samara itself, for who runs it: parts, lags, rates, what could not be told, the audit chain."""

import asyncio
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final

from nicegui import ui

from dashboards.console.office import Office
from dashboards.console.view import View
from dashboards.console.views.forms import Told, button, part, work_page
from dashboards.console.views.listing import Column, Listing, Row
from dashboards.console.views.markup import Facts, tag
from dashboards.console.workshop import Workshop
from telemetry.access import Permission
from telemetry.alarm import Delivery, DeliveryState
from telemetry.audit import AuditEntry, verify
from telemetry.i18n import Translator, mark
from telemetry.metrics import Metric
from telemetry.times import PARIS, from_ms

_RATE_MS: Final = 10_000
_SLOW: Final = 5
"""Every so many seconds is asked what has to be asked of a database."""


@work_page("/system", mark("System"), Permission.OBSERVE)
def system_page(view: View, workshop: Workshop, _office: Office) -> None:
    """Live figures, and below them what is asked for."""
    _SystemPage(view, workshop)


class _SystemPage:
    def __init__(self, view: View, workshop: Workshop) -> None:
        self._view, self._workshop = view, workshop
        self._say = say = view.say
        self._seen: deque[tuple[int, dict[str, float]]] = deque()
        self._second = 0
        with part(say("Parts")):
            self._parts = _table(
                say, say("No part is watched."), part=say("Part"), state=say("State"), lag=say("Messages behind")
            )
        with part(say("Rates"), say("Counters since the start, and what they grow by in a second.")):
            self._rates = _table(
                say, say("Nothing is counted."), name=say("Counter"), total=say("Total"), rate=say("Per second")
            )
        with part(say("Notifications that reached nobody")):
            self._told = Told()
            self._dead = _table(
                say,
                say("None: everybody was told."),
                due=say("Since"),
                channel=say("Notified by"),
                recipient=say("Recipient"),
                error=say("Reason"),
            )
        self._build_audit()
        with part(say("Versions")):
            Facts(tuple(workshop.versions)).show(workshop.versions)
        view.every_second(self._refresh)
        ui.timer(0, self._refresh, once=True)

    def _build_audit(self) -> None:
        say = self._say
        with part(say("Audit log"), say("Who did what, when and from where; each entry seals the one before.")):
            self._audited = Told()
            with tag("div", "buttons"):
                button(say("Verify the chain"), self._verify)
            self._entries = _table(
                say,
                say("Nothing has been done yet."),
                time=say("When"),
                actor=say("Who"),
                action=say("What"),
                target=say("On what"),
                origin=say("From where"),
            )

    async def _refresh(self) -> None:
        if self._view.over(Permission.OBSERVE) is not None:
            return  # The role was taken away while the page stood open.
        self._show_parts()
        self._show_rates()
        if self._second % _SLOW == 0:
            await self._show_kept()
        self._second += 1

    def _show_parts(self) -> None:
        say, workshop = self._say, self._workshop
        lags = {lag.name: lag for lag in workshop.consumers()}
        rows = []
        for name in dict.fromkeys((*workshop.checks, *lags)):
            problem = (workshop.checks[name]() if name in workshop.checks else None) or (
                lags[name].problem if name in lags else ""
            )
            lag = say.number(lags[name].lag) if name in lags else ""
            cells = {"part": name, "state": problem or say("well"), "lag": lag}
            order = {"lag": float(lags[name].lag)} if name in lags else {}
            rows.append(Row(name, cells, order=order, state="suspect" if problem else ""))
        self._parts.show(rows)

    def _show_rates(self) -> None:
        now_ms = self._view.snapshot.now_ms
        held = list(self._view.services.metrics.collect())
        self._seen.append((now_ms, {_name(one): one.value for one in held}))
        while self._seen[0][0] < now_ms - _RATE_MS:
            self._seen.popleft()
        then_ms, before = self._seen[0]
        self._rates.show(list(_rates(held, before, (now_ms - then_ms) / 1000, self._say)))

    async def _show_kept(self) -> None:
        workshop = self._workshop
        dead = await self._told.of(asyncio.to_thread(workshop.outbox.deliveries, None, DeliveryState.DEAD, 100))
        entries = await self._audited_of()
        self._dead.show([_delivery(one) for one in dead or ()])
        self._entries.show([_entry(one) for one in entries])

    async def _audited_of(self) -> list[AuditEntry]:
        return await asyncio.to_thread(self._workshop.audit.list, None, None, None, 100)

    async def _verify(self) -> None:
        last = await self._audited.of(asyncio.to_thread(self._verified))
        if last:
            self._audited.done(self._say("The chain is whole up to entry {seq}: {hash}", seq=last.seq, hash=last.hash))

    def _verified(self) -> AuditEntry | None:
        return verify(self._workshop.audit.entries())


def _table(say: Translator, nothing: str, **columns: str) -> Listing:
    return Listing(say, [Column(name, title) for name, title in columns.items()], nothing)


def _name(one: Metric) -> str:
    labels = ", ".join(f"{key}={value}" for key, value in one.labels)
    name = one.name.removeprefix("samara_").removesuffix("_total")
    return f"{name} ({labels})" if labels else name


def _rates(held: list[Metric], before: Mapping[str, float], seconds: float, say: Translator) -> Iterator[Row]:
    for one in held:
        name = _name(one)
        grown = one.kind == "counter" and name in before and seconds > 0
        rate = (one.value - before[name]) / seconds if grown else 0.0
        cells = {"name": name, "total": say.number(one.value), "rate": say.number(rate, 1) if grown else ""}
        yield Row(name, cells, order={"total": one.value, "rate": rate})


def _delivery(one: Delivery) -> Row:
    cells = {"due": _instant(one.due_ms), "channel": one.channel, "recipient": one.recipient, "error": one.error}
    return Row(one.key, cells, order={"due": float(one.due_ms)}, state="suspect")


def _entry(one: AuditEntry) -> Row:
    event = one.event
    cells = {
        "time": _instant(event.time_ms),
        "actor": event.actor,
        "action": event.action,
        "target": event.target,
        "origin": event.origin,
    }
    return Row(str(one.seq), cells, order={"time": float(event.time_ms)})


def _instant(time_ms: int) -> str:
    return f"{from_ms(time_ms).astimezone(PARIS):%d/%m/%Y %H:%M:%S}"
