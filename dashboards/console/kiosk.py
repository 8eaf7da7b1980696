"""The page of a wall screen: alarms and fleet at a glance, without a word about people.

It is plain HTML beside NiceGUI, so that a screen that nobody has logged in at gets no socket of the console: it can
look, and nothing else. No device, value, comment or name of a person is on it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from html import escape
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from alarms.notify.texts import moment
from dashboards.console.alarm_list import QUIET
from dashboards.console.alarm_watcher import AlarmPicture, AlarmWatcher
from dashboards.console.alarm_words import STATE_WORDS
from dashboards.console.fleet import State
from dashboards.console.services import ConsoleServices
from dashboards.console.severity import SEVERITY_LABELS
from dashboards.console.site_states import site_states
from dashboards.console.snapshot import Snapshot
from dashboards.console.text import STATE_LABELS
from dashboards.console.view import address
from dashboards.console.watcher import Watcher
from telemetry.access import Kind, Permission, Principal
from telemetry.alarm import Alarm, Severity
from telemetry.i18n import Translator
from telemetry.times import PARIS, from_ms

KIOSK: Final = address("/kiosk")
STREAM: Final = f"{KIOSK}/stream"
EVERYTHING: Final = "*"
_PERIOD_S: Final = 0.5
_LONGEST_S: Final = 300
"""A browser comes back by itself; a stream that never ended would hold up the end of the server."""
_ROWS: Final = 11
_STYLES: Final = Path(__file__).parent / "kiosk.css"
_PAGE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Samara</title><style>{style}</style></head>
<body>{symbols}<main id="wall" aria-live="off">{wall}</main>
<script>
const stream = new EventSource("{stream}" + location.search);
stream.onmessage = event => {{
  document.getElementById("wall").innerHTML = JSON.parse(event.data);
  document.body.classList.remove("away");
}};
stream.onerror = () => document.body.classList.add("away");
</script></body></html>"""


def seen_on_wall(principal: Principal, tenants: frozenset[str]) -> Principal:
    """What a wall screen may show: what its account sees or, without one, the authorities of the setting."""
    if principal.kind is not Kind.ANONYMOUS:
        return principal
    return Principal("kiosk", Kind.ANONYMOUS, {Permission.READ: None if EVERYTHING in tenants else tenants})


class Kiosk:
    """The routes of the wall screen."""

    def __init__(
        self,
        services: ConsoleServices,
        watcher: Watcher,
        alarm_watcher: AlarmWatcher | None,
        principal_of: Callable[[Request], Principal],
        speak: Callable[[Request], Translator],
        symbols: str,
    ) -> None:
        self._services = services
        self._watcher = watcher
        self._alarm_watcher = alarm_watcher
        self._principal_of = principal_of
        self._speak = speak
        self._symbols = symbols

    def install(self, application: FastAPI) -> None:
        """Add the routes, before the console is mounted."""
        application.add_route(KIOSK, self.show, include_in_schema=False)
        application.add_route(STREAM, self.follow, include_in_schema=False)

    async def show(self, request: Request) -> HTMLResponse:
        """The page, complete as it is sent."""
        say = self._speak(request)
        wall = self._wall(self._principal(request), say)
        page = _PAGE.format(
            language=say.language, style=_STYLES.read_text(), symbols=self._symbols, wall=wall, stream=STREAM
        )
        return HTMLResponse(page)

    async def follow(self, request: Request) -> StreamingResponse:
        """Server-Sent Events: what stands on the wall, whenever it changes."""
        principal, say = self._principal(request), self._speak(request)
        return StreamingResponse(self._changes(principal, say), media_type="text/event-stream")

    def _principal(self, request: Request) -> Principal:
        return seen_on_wall(self._principal_of(request), self._services.kiosk)

    async def _changes(self, principal: Principal, say: Translator) -> AsyncIterator[str]:
        told = ""
        for _ in range(int(_LONGEST_S / _PERIOD_S)):
            wall = self._wall(principal, say)
            if wall != told:
                told = wall
                yield f"data: {json.dumps(wall)}\n\n"
            await asyncio.sleep(_PERIOD_S)

    def _wall(self, principal: Principal, say: Translator) -> str:
        picture = self._alarm_watcher.picture if self._alarm_watcher else AlarmPicture()
        words = self._services.rule_words
        return wall(
            self._watcher.snapshot.seen_by(principal),
            picture.seen_by(principal),
            say,
            lambda rule: words(rule, say.language).title,
        )


def wall(snapshot: Snapshot, picture: AlarmPicture, say: Translator, title: Callable[[str], str]) -> str:
    """The HTML of the wall, everything in it escaped."""
    active = [alarm for alarm in picture.alarms if alarm.active and alarm.state not in QUIET]
    active.sort(key=lambda alarm: (-alarm.severity, -alarm.raised_ms))
    now = from_ms(snapshot.now_ms).astimezone(PARIS)
    tally, states = snapshot.tally(), site_states(snapshot, picture.alarms)
    troubled = sum(state.gravest is not None for state in states)
    counts = "".join(_count(severity, active, say) for severity in reversed(Severity))
    fleet = "".join(
        f"<div><dt>{escape(say(STATE_LABELS[state]))}</dt><dd>{say.number(tally[state])}</dd></div>" for state in State
    )
    rows = "".join(_row(alarm, snapshot, say, title) for alarm in active[:_ROWS])
    more = len(active) - _ROWS
    rest = say.plural("and {count} more alarm", "and {count} more alarms", more) if more > 0 else ""
    calm = "" if active else f'<p class="calm">{escape(say("No alarm"))}</p>'
    sites = say("{troubled} of {count} sites have an alarm", troubled=troubled, count=say.number(len(states)))
    return (
        f"<header><h1>Samara</h1><p>{escape(sites)}</p><time>{now:%H:%M}</time></header>"
        f'<ul class="counts">{counts}</ul>{calm}<table><tbody>{rows}</tbody></table><p class="rest">{escape(rest)}</p>'
        f"<dl>{fleet}</dl>"
    )


def _count(severity: Severity, active: list[Alarm], say: Translator) -> str:
    number = sum(alarm.severity is severity for alarm in active)
    classes = f"count {severity.key}" if number else "count none"
    name = escape(say(SEVERITY_LABELS[severity]))
    return f'<li class="{classes}">{_symbol(severity)}<b>{say.number(number)}</b> {name}</li>'


def _symbol(severity: Severity) -> str:
    return f'<svg class="state" aria-hidden="true"><use href="#alarm-{severity.key}"/></svg>'


def _row(alarm: Alarm, snapshot: Snapshot, say: Translator, title: Callable[[str], str]) -> str:
    site = snapshot.sites.get(alarm.source.site)
    place = " · ".join(filter(None, (snapshot.site_name(alarm.source.site), site.commune if site else "")))
    waits = "" if alarm.acknowledged else " waits"
    cells = (
        f"{_symbol(alarm.severity)} {escape(say(SEVERITY_LABELS[alarm.severity]))}",
        f"<b>{escape(title(alarm.source.rule))}</b>",
        escape(place),
        escape(moment(alarm.raised_ms, say, snapshot.now_ms)),
        escape(say(STATE_WORDS[alarm.state])),
    )
    return f'<tr class="{alarm.severity.key}{waits}">{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
