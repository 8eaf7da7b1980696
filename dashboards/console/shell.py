"""What stands around every page: navigation, state of the alarms, theme, language, and who looks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from nicegui import ui
from nicegui.element import Element

from dashboards.console.alarm_watcher import AlarmPicture
from dashboards.console.severity import SEVERITY_LABELS, SeveritySymbol
from dashboards.console.view import Page, View, address
from dashboards.console.views.markup import tag, words
from telemetry.access import Kind, Permission
from telemetry.alarm import Alarm, State
from telemetry.i18n import mark
from telemetry.times import PARIS, from_ms

_LANGUAGES: Final[Mapping[str, str]] = {"fr": "Français", "en": "English"}
SCRIPT: Final = (Path(__file__).parent / "shell.js").read_text()


class _Place(NamedTuple):
    """An entry of the navigation; it is shown if its page exists and the visitor may open it."""

    path: str
    label: str
    icon: str
    permission: Permission = Permission.READ


ALARMS: Final = "/alarms"
_PLACES: Final = (
    _Place(ALARMS, mark("Alarms"), "notifications"),
    _Place("/", mark("Map"), "map"),
    _Place("/sites", mark("Sites"), "location_city"),
    _Place("/datacenter", mark("Datacenter"), "dns"),
    _Place("/devices", mark("Devices"), "sensors"),
    _Place("/network", mark("Network"), "cell_tower"),
    _Place("/system", mark("System"), "monitor_heart", Permission.OBSERVE),
    _Place("/admin", mark("Administration"), "admin_panel_settings", Permission.ADMINISTER),
)


def frame(view: View, shown: Page, pages: Mapping[str, Page]) -> None:
    """Build a page with the shell around it, and keep both up to date."""
    say = view.say
    words("a", say("Go to the content"), "skip", href="#content")
    with tag("header", "top"):
        Shell(view, shown, pages)
    with tag("div", "content", id="content", tabindex="-1"):  # Inside the `main` of NiceGUI.
        if view.principal.may(shown.permission) and view.over(shown.permission) != frozenset():
            shown.build(view)
        else:
            words("p", say("Your account may not open this page."), "problem")
    view.start()


class Shell:
    """The head of the page."""

    def __init__(self, view: View, shown: Page, pages: Mapping[str, Page]) -> None:
        self._view = view
        self._known = {alarm.id for alarm in view.alarms.alarms}
        self._waiting: Element | None = None
        self._build_name()
        self._build_places(shown, pages)
        self._build_tools()
        self._news = words("p", "", "only-read", role="status", aria_live="polite")
        self._show_alarms(view.alarms)
        self._show_clock()
        view.every_second(self._show_clock)
        view.on_alarms(self._take_alarms)

    def _build_name(self) -> None:
        with tag("div", "name"):
            words("a", "Samara", "brand", href=address("/"))
            words("p", self._view.say("Telemetry of the territory"), "motto")

    def _build_places(self, shown: Page, pages: Mapping[str, Page]) -> None:
        say = self._view.say
        with tag("nav", "places", aria_label=say("Main navigation")):
            for place in _PLACES:
                if place.path in pages and self._view.over(place.permission) != frozenset():
                    self._build_place(place, current=_stands_in(shown.path, place.path))
            more = tag("button", "place more", type="button", aria_expanded="false")
            more.on("click", js_handler="event => samara.more(event.currentTarget)")
            with more:
                ui.icon("menu").props("aria-hidden=true")
                words("span", say("More"))

    def _build_place(self, place: _Place, *, current: bool) -> None:
        state = {"aria_current": "page"} if current else {}
        with tag("a", "place", href=address(place.path), **state):
            ui.icon(place.icon).props("aria-hidden=true")
            words("span", self._view.say(place.label))
            if place.path == ALARMS:
                with tag("span", "waiting") as self._waiting:
                    self._symbol = SeveritySymbol()
                    self._count = words("b")
                    self._count_words = words("span", "", "only-read")

    def _build_tools(self) -> None:
        say = self._view.say
        with tag("div", "tools"):
            self._clock = words("p", "", "clock")
            _tool("volume_off", say("Sound at new alarms"), "samara.sound(event.currentTarget)", aria_pressed="false")
            _tool("dark_mode", say("Day or night"), "samara.theme()")
            with tag("nav", "languages", aria_label=say("Language")):
                for code, name in _LANGUAGES.items():
                    current = {"aria_current": "true"} if code == say.language else {}
                    link = words("a", name, href=f"?lang={code}", lang=code, hreflang=code, **current)
                    link.on("click", js_handler=f"event => samara.speak(event, '{code}')")
            if self._view.principal.kind is Kind.SESSION:
                self._build_push()
                words("span", self._view.principal.name, "who")
                _tool("logout", say("Log out"), "samara.leave()")

    def _build_push(self) -> None:
        say, key = self._view.say, self._view.services.push_key
        if key and self._view.principal.may(Permission.OPERATE):
            done, failed = say("This telephone will be told."), say("Web Push is not possible here.")
            texts = {"data_key": key, "data_done": done, "data_failed": failed}
            _tool("add_alert", say("Alert this telephone"), "samara.tell(event.currentTarget)", **texts)

    def _show_clock(self) -> None:
        moment = from_ms(self._view.snapshot.now_ms).astimezone(PARIS)
        self._clock.text = self._view.say("Live · {time}", time=f"{moment:%H:%M:%S}")

    def _take_alarms(self) -> None:
        picture = self._view.alarms
        new = [alarm for alarm in picture.alarms if alarm.id not in self._known and alarm.state is State.UNACKNOWLEDGED]
        self._known = {alarm.id for alarm in picture.alarms}
        self._show_alarms(picture)
        if new:
            self._tell(max(new, key=lambda alarm: alarm.severity), len(new))

    def _tell(self, gravest: Alarm, count: int) -> None:
        """Say what is new to who listens: to a screen reader in words, to others by a sound if they asked for it."""
        say = self._view.say
        severity = say(SEVERITY_LABELS[gravest.severity])
        site = self._view.snapshot.site_name(gravest.source.site)
        self._news.text = " · ".join((say.plural("{count} new alarm", "{count} new alarms", count), severity, site))
        ui.run_javascript(f"samara.ring({int(gravest.severity)})")

    def _show_alarms(self, picture: AlarmPicture) -> None:
        say, gravest = self._view.say, picture.gravest
        if self._waiting is None:  # There is no page of alarms.
            return
        self._waiting.classes(replace=f"waiting {gravest.key}" if gravest else "waiting")
        self._waiting.set_visibility(gravest is not None)
        if gravest is not None:
            self._symbol.show(gravest)
            count = picture.waiting.total()
            self._count.text = say.number(count)
            gravity = say("the gravest: {severity}", severity=say(SEVERITY_LABELS[gravest]))
            self._count_words.text = f"{say('unacknowledged')}, {gravity}"


def _stands_in(path: str, place: str) -> bool:
    """Whether a page stands in a place of the navigation: `/sites/{slug}` in `/sites`."""
    return path == place or (place != "/" and path.startswith(f"{place}/"))


def _tool(icon: str, name: str, script: str, **attributes: str) -> Element:
    button = tag("button", "tool", type="button", title=name, aria_label=name, **attributes)
    button.on("click", js_handler=f"event => {script}")
    with button:
        ui.icon(icon).props("aria-hidden=true")
    return button
