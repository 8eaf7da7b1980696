"""Puts the console on a FastAPI application."""

from collections.abc import Callable, Mapping
from copy import copy
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, RedirectResponse
from nicegui import Client, app, ui
from nicegui.language import Language

from dashboards.console.alarm_watcher import AlarmWatcher
from dashboards.console.installable import HEAD, install
from dashboards.console.kiosk import Kiosk
from dashboards.console.pages import all_pages
from dashboards.console.services import ConsoleServices, Visitor
from dashboards.console.shell import SCRIPT, frame
from dashboards.console.site_map import LEAFLET_CSS
from dashboards.console.view import PATH, Page, View
from dashboards.console.watcher import Watcher
from telemetry.i18n import LANGUAGES, Translator, translator

_HERE: Final = Path(__file__).parent
_FAVICON: Final = _HERE / "favicon.svg"
_STYLES: Final = ("console.css", "shell.css", "alarms.css", "pages.css")
_COOKIE: Final = "samara_language"
_YEAR_S: Final = 31_536_000
_RECONNECT_S: Final = 30.0
"""How long a phone may be out of reach before its page starts anew."""

_REMEMBER: Final = f"""
<script>document.cookie = "{_COOKIE}={{language}}; path=/; max-age={_YEAR_S}; SameSite=Lax";</script>
"""

_QUASAR_LANGUAGES: Final[Mapping[str, Language]] = {"fr": "fr", "en": "en-GB"}


_THEMES: Final = {"day": False, "night": True}
_THEME_COOKIE: Final = "samara_theme"


def mount(application: FastAPI, services: ConsoleServices, visitor_of: Callable[[Request], Visitor]) -> None:
    """Serve the console under `PATH`, and send who comes to `/` there, with what the address asks for.

    `visitor_of` says who makes a request; whoever may not see the page at all is stopped before it comes here.

    NiceGUI has one application a process, so this is called once. The watcher starts and stops with the
    application's lifespan.
    """
    watcher = Watcher(services)
    alarm_watcher = AlarmWatcher(services.alarms.store) if services.alarms else None
    for thread in (watcher, alarm_watcher):
        if thread is not None:
            app.on_startup(thread.start)
            app.on_shutdown(thread.stop)
    leaflet_css = app.add_static_file(local_file=LEAFLET_CSS)
    style = "".join((_HERE / name).read_text() for name in _STYLES)
    head = f'<link rel="stylesheet" href="{PATH}{leaflet_css}"><style>{style}</style><script>{SCRIPT}</script>{HEAD}'
    symbols = (_HERE / "symbols.svg").read_text()
    pages = {one.path: one for one in all_pages()}

    def serve(shown: Page) -> None:
        @ui.page(shown.path)
        def opened(client: Client, request: Request, lang: str = "") -> None:
            language = chosen_language(lang, request.cookies.get(_COOKIE, ""), services.language)
            dress(client, language, request.cookies.get(_THEME_COOKIE, ""))
            say = translator(language)
            ui.page_title(f"{say(shown.title)} · Samara")
            ui.add_head_html(head)
            ui.add_body_html(symbols)
            if lang == language:
                ui.add_head_html(_REMEMBER.format(language=language))
            visitor, query, named = visitor_of(request), request.url.query, request.path_params
            frame(View(services, watcher, alarm_watcher, say, visitor, query, named), shown, pages)

    for shown in pages.values():
        serve(shown)

    def speak(request: Request) -> Translator:
        asked, remembered = request.query_params.get("lang", ""), request.cookies.get(_COOKIE, "")
        return translator(chosen_language(asked, remembered, services.language))

    Kiosk(services, watcher, alarm_watcher, lambda request: visitor_of(request).principal, speak, symbols).install(
        application
    )
    install(application, speak)
    application.add_route("/", _go_to_console)
    application.add_route("/favicon.ico", _favicon)
    ui.run_with(
        application,
        mount_path=PATH,
        title="Samara",
        favicon=_FAVICON,
        dark=None,
        tailwind=False,
        reconnect_timeout=_RECONNECT_S,
        show_welcome_message=False,
    )


async def _favicon(_request: Request) -> FileResponse:
    return FileResponse(_FAVICON)


async def _go_to_console(request: Request) -> RedirectResponse:
    return RedirectResponse(f"{PATH}/?{request.url.query}".rstrip("?"))


def chosen_language(asked: str, remembered: str, default: str) -> str:
    """The language of a visit: the one that the link asks for, or the one last chosen, or the default."""
    return next((language for language in (asked, remembered) if language in LANGUAGES), default)


def dress(client: Client, language: str, theme: str) -> None:
    """Set language and theme of one client's document; NiceGUI knows only one of each a route."""
    client.page = copy(client.page)
    client.page.language = _QUASAR_LANGUAGES[language]
    client.page.dark = _THEMES.get(theme)
