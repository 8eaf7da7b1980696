"""The counters of the ingest, and what is wrong with the store if it is."""

from dashboards.console.snapshot import Snapshot
from dashboards.console.views.markup import Facts, words
from telemetry.i18n import Translator


class Counters:
    """How the ingest goes; what is not for this visitor is a dash."""

    def __init__(self, say: Translator) -> None:
        self._say = say
        self._names = (
            say("Uplinks per second"),
            say("Readings"),
            say("Devices heard"),
            say("Duplicates"),
            say("Quarantined"),
            say("Waiting for the store"),
        )
        self._problem = words("p", "", "problem", role="alert")
        self._facts = Facts(self._names, "counters")

    def show(self, snapshot: Snapshot) -> None:
        """Bring the counters up to date."""
        say, counts = self._say, snapshot.counts
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
        self._facts.show(dict(zip(self._names, values, strict=True)))

    def _number(self, value: float | None, decimals: int = 0) -> str:
        return "–" if value is None else self._say.number(value, decimals)
