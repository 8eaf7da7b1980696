"""The long form for mail programs: one column, large letters, nothing fetched, readable on a phone."""

from collections.abc import Sequence
from html import escape
from typing import Final

from alarms.notify.texts import facts, listed, more
from alarms.notify.transports.contract import Notice
from telemetry.alarm import DeliveryKind, Severity
from telemetry.i18n import Translator

_COLOURS: Final = {
    Severity.CRITICAL: "#b00020",
    Severity.MAJOR: "#c75000",
    Severity.MINOR: "#8a6d00",
    Severity.WARNING: "#2f5d8a",
}
_CALM: Final = "#2e6b34"


def html(notices: Sequence[Notice], say: Translator, now_ms: int, *, test: bool = False) -> str:
    """A whole document."""
    parts = [_section(notice, say, now_ms, test=test) for notice in listed(notices)]
    if rest := len(notices) - len(parts):
        parts.append(f"<p>{escape(more(rest, say))}</p>")
    return document(say.language, "".join(parts))


def document(language: str, body: str) -> str:
    """A page around a body, with its style inside."""
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Samara</title></head>'
        '<body style="font:17px/1.45 sans-serif;max-width:34em;margin:0 auto;padding:12px;color:#111">'
        f"{body}</body></html>"
    )


def _section(notice: Notice, say: Translator, now_ms: int, *, test: bool) -> str:
    told = facts(notice, say, now_ms, test=test)
    called = notice.kind is DeliveryKind.PAGE
    colour = _COLOURS[notice.alarm.severity] if called else _CALM
    title = say("{name}: {value}", name=told.site, value=told.title)
    lines = [told.measured, ", ".join(filter(None, (told.since, told.until)))]
    parts = [
        f'<div style="border-left:6px solid {colour};padding:2px 0 2px 12px;margin:0 0 20px">',
        f'<p style="margin:0;color:{colour};font-weight:bold">{escape(told.head)}</p>',
        f'<p style="margin:0;font-size:20px;font-weight:bold">{escape(title)}</p>',
        *(f'<p style="margin:4px 0">{escape(line)}</p>' for line in lines if line),
    ]
    if told.guidance:
        parts.append(f"<p>{escape(say('What to do: {guidance}', guidance=told.guidance))}</p>")
    if called and notice.link:
        style = f"display:inline-block;background:{colour};color:#fff;padding:12px 20px;text-decoration:none"
        parts.append(f'<p><a href="{escape(notice.link)}" style="{style}">{escape(say("Acknowledge"))}</a></p>')
    if called and notice.code:
        parts.append(f"<p>{escape(say('or reply ACK {code}', code=notice.code))}</p>")
    return "".join([*parts, "</div>"])
