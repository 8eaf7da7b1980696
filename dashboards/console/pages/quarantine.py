"""The quarantine: messages that could not be used, by reason; one looked at, read by other decoders, tried again."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from nicegui import ui

from dashboards.console.office import Office
from dashboards.console.trying import attempts
from dashboards.console.view import View, address
from dashboards.console.views.attempts import Attempts
from dashboards.console.views.forms import Told, button, part, work_page
from dashboards.console.views.listing import Column, Listing, Row
from dashboards.console.views.markup import Facts, tag, words
from dashboards.console.workshop import Workshop
from telemetry.access import Permission, Principal
from telemetry.errors import NotFoundError
from telemetry.i18n import Translator, mark
from telemetry.ports import Quarantine
from telemetry.record import QuarantineEntry
from telemetry.times import PARIS, from_ms

_SHOWN: Final = 1_000
_LONGEST: Final = 4_000
_VARIES: Final = re.compile(r"\b[0-9a-f]{8,}\b|\d+|'[^']*'")


def visible(quarantine: Quarantine, principal: Principal) -> list[QuarantineEntry]:
    """The newest entries that a visitor may see."""
    over = principal.over(Permission.QUARANTINE)
    if over is None:
        return quarantine.list(limit=_SHOWN)
    found = [entry for tenant in over for entry in quarantine.list(tenant=tenant, limit=_SHOWN)]
    return sorted(found, key=lambda entry: -entry.seq)[:_SHOWN]


def kind_of(reason: str) -> str:
    """A reason without what differs from message to message: what reasons are counted by."""
    return _VARIES.sub("…", reason)[:120]


@work_page("/devices/quarantine", mark("Quarantine"), Permission.QUARANTINE)
def quarantine_page(view: View, workshop: Workshop, office: Office) -> None:
    """The list by reason, and below it the entry that is looked at."""
    _QuarantinePage(view, workshop, office)


class _QuarantinePage:
    def __init__(self, view: View, workshop: Workshop, office: Office) -> None:
        self._view, self._workshop, self._office = view, workshop, office
        self._say = say = view.say
        self._entries: list[QuarantineEntry] = []
        self._kind: str | None = None
        with part(say("Messages that were not understood"), say("Their raw bytes are kept; nothing is lost.")):
            self._reasons = ui.select({}, label=say("Reason"), clearable=True, on_change=self._choose)
            self._reasons.props("outlined dense options-dense").classes("wide")
            self._told = Told()
            with tag("div", "buttons"):
                self._retry_all = button(say("Try those shown again"), self._retry_shown)
            columns = (
                Column("received", say("Received")),
                Column("device", say("Device")),
                Column("reason", say("Reason")),
            )
            self._list = Listing(say, columns, say("Nothing: every message was understood."), self._act)
        self._detail = tag("div")
        ui.timer(0, self._read, once=True)

    async def _read(self) -> None:
        principal = await self._told.of(self._office.someone())
        if principal is None:
            return
        found = await self._told.of(asyncio.to_thread(visible, self._view.services.quarantine, principal))
        self._entries = found or []
        counts = Counter(kind_of(entry.reason) for entry in self._entries)
        self._reasons.set_options({kind: f"{kind} ({count})" for kind, count in counts.most_common()})
        self._show()

    def _choose(self) -> None:
        self._kind = self._reasons.value
        self._show()

    def _chosen(self) -> list[QuarantineEntry]:
        return [entry for entry in self._entries if self._kind in (None, kind_of(entry.reason))]

    def _show(self) -> None:
        chosen = self._chosen()
        self._retry_all.set_enabled(bool(chosen))
        self._list.show([_row(entry, self._say, self._name(entry)) for entry in chosen])

    def _name(self, entry: QuarantineEntry) -> str:
        device = self._view.services.registry.device(entry.dev_eui)
        return (device.name if device else "") or entry.dev_eui or entry.topic

    async def _act(self, act: str, row: str) -> None:
        entry = next((entry for entry in self._entries if str(entry.seq) == row), None)
        if entry is None:
            self._told.problem(self._say("This message is not here any more."))
        elif act == "retry":
            await self._retry([entry])
        else:
            await self._look(entry)

    async def _retry_shown(self) -> None:
        await self._retry(self._chosen())

    async def _retry(self, entries: Sequence[QuarantineEntry]) -> None:
        came = await self._told.of(self._retried(entries))
        await self._read()
        if came:
            self._told.done(came)

    async def _retried(self, entries: Sequence[QuarantineEntry]) -> str:
        if not entries:
            raise NotFoundError(self._say("This message is not here any more."))
        for tenant in {entry.tenant for entry in entries}:
            principal = await self._office.allowed(Permission.OPERATE, tenant or None)
        target = str(entries[0].seq) if len(entries) == 1 else f"{len(entries)} entries"
        detail = {"entries": [entry.seq for entry in entries]}
        return await self._office.do(
            principal, "quarantine.retry", target, detail, lambda: self._workshop.bench.retry(entries)
        )

    async def _look(self, entry: QuarantineEntry) -> None:
        say = self._say
        self._detail.clear()
        with self._detail, part(say("Message {seq}", seq=entry.seq)):
            facts = {
                say("Received"): _instant(entry),
                say("Source"): entry.source,
                say("Topic"): entry.topic,
                say("Device"): self._name(entry),
                say("Reason"): entry.reason,
            }
            Facts(tuple(facts)).show(facts)
            words("pre", _readable(entry.payload), "raw", tabindex="0", aria_label=say("Raw message"))
            told = Told()
            found = Attempts(say)
            with tag("div", "buttons"):
                retry = button(say("Try again"), lambda: self._retry([entry]), main=True)
                retry.set_enabled(self._office.may(Permission.OPERATE, entry.tenant or None))
                button(say("Try all decoders"), lambda: self._try_all(entry, told, found))
                if entry.dev_eui:
                    words("a", say("The device"), href=address(f"/devices/one?device={entry.dev_eui}"))
        self._detail.run_method("scrollIntoView")

    async def _try_all(self, entry: QuarantineEntry, told: Told, found: Attempts) -> None:
        uplinks = await told.of(asyncio.to_thread(self._workshop.bench.uplinks_of, entry))
        if uplinks is not None and not uplinks:
            told.problem(self._say("There is no uplink in this message."))
        for uplink in uplinks or ():
            found.show(await asyncio.to_thread(attempts, self._workshop.decoders, uplink))


def _row(entry: QuarantineEntry, say: Translator, name: str) -> Row:
    return Row(
        str(entry.seq),
        {"received": _instant(entry), "device": name, "reason": entry.reason},
        {"device": address(f"/devices/one?device={entry.dev_eui}")} if entry.dev_eui else {},
        (("look", say("Look")), ("retry", say("Try again"))),
        {"received": entry.received_ms},
    )


def _readable(payload: bytes) -> str:
    """The message as text where it is text, since most are JSON, else in hexadecimal."""
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        text = payload.hex(" ")
    shown = "".join(letter if letter.isprintable() or letter in "\n\t" else "·" for letter in text[:_LONGEST])
    return f"{shown}…" if len(text) > _LONGEST else shown


def _instant(entry: QuarantineEntry) -> str:
    return f"{from_ms(entry.received_ms).astimezone(PARIS):%d/%m/%Y %H:%M:%S}"
