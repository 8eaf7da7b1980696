"""Trying a codec: a payload is pasted, a decoder or all of them read it, and nothing is stored."""

import asyncio
from typing import Final

from nicegui import ui

from dashboards.console.office import Office
from dashboards.console.trying import Attempt, attempt, attempts, parse_payload
from dashboards.console.view import View
from dashboards.console.views.attempts import Attempts
from dashboards.console.views.forms import Told, button, part, work_page
from dashboards.console.views.markup import tag
from dashboards.console.workshop import Workshop
from telemetry.access import Permission
from telemetry.errors import ParseError
from telemetry.i18n import mark
from telemetry.times import utc_now
from telemetry.uplink import Uplink

_ALL: Final = ""


@work_page("/devices/codecs", mark("Try a codec"), Permission.READ)
def codecs_page(view: View, workshop: Workshop, _office: Office) -> None:
    """The form, and below it what the decoders say."""
    say = view.say
    explained = say("Paste what the network server shows. Nothing is stored, and nothing is sent.")

    async def show() -> None:
        found.clear()
        tried = await told.of(_tried(workshop, payload.value or "", f_port.value, chosen.value or _ALL))
        if tried is not None:
            found.show(tried)

    with part(say("Try a codec"), explained):
        names = {_ALL: say("All decoders")} | {one.id: one.id for one in workshop.decoders}
        with tag("div", "fields"):
            payload = ui.textarea(say("Payload, in hexadecimal or base64")).props("outlined autogrow").classes("wide")
            payload.value = view.asked.get("payload", "")[:10_000]
            f_port = ui.number(say("Port"), value=_port(view.asked.get("port", "")), min=0, max=255, precision=0)
            chosen = ui.select(names, value=_ALL, label=say("Decoder"), with_input=True)
            for field in (f_port, chosen):
                field.props("outlined dense")
            button(say("Decode"), show, main=True)
        told = Told()
        found = Attempts(say)


async def _tried(workshop: Workshop, text: str, f_port: float | None, name: str) -> list[Attempt]:
    """What is made of a pasted payload; raises `TelemetryError`."""
    if f_port is None or not 0 <= f_port <= 255:
        raise ParseError("the port is a number from 0 to 255, as the network server shows it")
    uplink = Uplink("", utc_now(), int(f_port), parse_payload(text))
    if name == _ALL:
        return await asyncio.to_thread(attempts, workshop.decoders, uplink)
    return [await asyncio.to_thread(attempt, workshop.decoders.find(name), uplink)]


def _port(asked: str) -> int:
    """The port that an address names, 1 for none that makes sense."""
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 3 else 1
