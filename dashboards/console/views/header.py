"""The head of the page: name, language, how things go, and the counters of the ingest."""

from collections.abc import Mapping
from typing import Final

from dashboards.console.snapshot import Snapshot
from dashboards.console.views.markup import Facts, tag, words
from telemetry.i18n import Translator
from telemetry.times import PARIS, from_ms

_NAMES: Final[Mapping[str, str]] = {"fr": "Français", "en": "English"}


class Header:
    """Name and language switch; the moment of the last update, and what is wrong with the store if it is."""

    def __init__(self, say: Translator) -> None:
        self._say = say
        self._counters = (
            say("Uplinks per second"),
            say("Readings"),
            say("Devices heard"),
            say("Duplicates"),
            say("Quarantined"),
            say("Waiting for the store"),
        )
        words("a", say("Go to the devices"), "skip", href="#devices")
        with tag("header", "top"):
            words("h1", "Samara")
            words("p", say("Telemetry of the territory"), "motto")
            self._clock = words("p", "", "clock")
            with tag("nav", "languages", aria_label=say("Language")):
                for code, name in _NAMES.items():
                    current = {"aria_current": "true"} if code == say.language else {}
                    words("a", name, href=f"?lang={code}", lang=code, hreflang=code, **current)
        self._problem = words("p", "", "problem", role="alert")
        self._facts = Facts(self._counters, "counters")

    def show(self, snapshot: Snapshot) -> None:
        """Bring the counters up to date."""
        say, counts = self._say, snapshot.counts
        moment = from_ms(snapshot.now_ms).astimezone(PARIS)
        self._clock.text = say("Live · {time}", time=f"{moment:%H:%M:%S}")
        self._problem.set_visibility(bool(snapshot.problem))
        self._problem.text = say("The store does not answer: {problem}", problem=snapshot.problem)
        values = (
            self._number(counts.uplinks_per_second, 1),
            self._number(counts.readings),
            f"{say.number(counts.heard)} / {say.number(counts.known)}",
            self._number(counts.duplicates),
            self._number(counts.quarantined),
            self._number(counts.store_lag),
        )
        self._facts.show(dict(zip(self._counters, values, strict=True)))

    def _number(self, value: float | None, decimals: int = 0) -> str:
        return "–" if value is None else self._say.number(value, decimals)
