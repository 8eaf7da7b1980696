"""What the pages of work are built of: a page with its office, a part, the place that tells what came of it."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TypeVar

from nicegui import ui

from dashboards.console.office import Office
from dashboards.console.view import Page, View, address, page
from dashboards.console.views.markup import tag, words
from dashboards.console.workshop import Workshop
from telemetry.access import Permission
from telemetry.errors import TelemetryError
from telemetry.i18n import Translator, mark

T = TypeVar("T")

Build = Callable[[View, Workshop, Office], None]

DEVICES: Final = (
    ("/devices", mark("All devices"), Permission.READ),
    ("/devices/unknown", mark("Unknown devices"), Permission.OPERATE),
    ("/devices/quarantine", mark("Quarantine"), Permission.QUARANTINE),
    ("/devices/codecs", mark("Try a codec"), Permission.READ),
    ("/devices/work", mark("Announced work"), Permission.OPERATE),
)
ADMINISTRATION: Final = (
    ("/admin", mark("People"), Permission.ADMINISTER),
    ("/admin/keys", mark("Keys"), Permission.ADMINISTER),
    ("/admin/openness", mark("Open data"), Permission.ADMINISTER),
    ("/admin/rules", mark("Rules and on-call"), Permission.ADMINISTER),
)


def work_page(path: str, title: str, permission: Permission) -> Callable[[Build], Page]:
    """Make a function a page that works on the workshop: it is given view, workshop and the visitor's office."""

    def made(build: Build) -> Page:
        def built(view: View) -> None:
            workshop = view.services.workshop
            if workshop is None:
                words("p", view.say("This installation has no workshop."), "empty")
                return
            for places in (DEVICES, ADMINISTRATION):
                if path in (place[0] for place in places):
                    _tabs(view, places, path)
            build(view, workshop, Office(workshop.audit, view.visitor, view.say))

        return page(path, title, permission)(built)

    return made


def _tabs(view: View, places: Sequence[tuple[str, str, Permission]], current: str) -> None:
    with tag("nav", "tabs", aria_label=view.say("Pages of this part")):
        for path, title, permission in places:
            if view.over(permission) != frozenset():
                here = {"aria_current": "page"} if path == current else {}
                words("a", view.say(title), "tab", href=address(path), **here)


@contextmanager
def part(title: str, explained: str = "") -> Iterator[None]:
    """A part of a page, under its title."""
    with tag("section", "card part", aria_label=title):
        words("h2", title)
        if explained:
            words("p", explained, "second")
        yield


def button(label: str, on_click: Callable[[], Awaitable[None] | None], *, main: bool = False) -> ui.button:
    """A button of words; the `main` one of a form stands out."""
    made = ui.button(label, on_click=on_click, color=None).props("no-caps unelevated" if main else "no-caps outline")
    return made.classes("act main" if main else "act")


class Told:
    """Where a part of a page says what came of something: a problem stands out, and both are read aloud."""

    def __init__(self) -> None:
        self._problem = words("p", "", "problem", role="alert")
        self._done = words("p", "", "done", role="status")
        self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self.done("")

    def done(self, text: str) -> None:
        """Say what was done."""
        self._show(text, "")

    def problem(self, text: str) -> None:
        """Say what went wrong, and what to do."""
        self._show("", text)

    def _show(self, done: str, problem: str) -> None:
        for place, text in ((self._done, done), (self._problem, problem)):
            place.text = text
            place.set_visibility(bool(text))

    async def of(self, work: Awaitable[T]) -> T | None:
        """What work gives; None when it failed, and then why is said."""
        self.clear()
        try:
            return await work
        except TelemetryError as error:
            self.problem(str(error))
            return None


def show_secret(say: Translator, title: str, secret: str) -> None:
    """Show a password or key, this once."""
    with ui.dialog(value=True).props("persistent") as dialog, tag("article", "card sheet", role="document"):
        words("h2", title)
        words("p", say("Copy it now: it is shown this once, and kept nowhere."))
        words("code", secret, "secret")
        with tag("div", "buttons"):
            button(say("Copy"), lambda: ui.clipboard.write(secret))
            button(say("Close"), dialog.close, main=True)


def confirm(say: Translator, question: str, label: str, work: Callable[[], Awaitable[None]]) -> None:
    """Ask before something that cannot be taken back."""
    with ui.dialog(value=True) as dialog, tag("article", "card sheet", role="document"):
        words("h2", question)

        async def go() -> None:
            dialog.close()
            await work()

        with tag("div", "buttons"):
            button(say("Cancel"), dialog.close)
            button(label, go, main=True)
