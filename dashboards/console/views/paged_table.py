"""A table of which the server makes and sends only the page that is looked at."""

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import events, ui
from nicegui.events import GenericEventArguments, Handler

from dashboards.console.views.markup import words

Row = dict[str, Any]


class PagedTable:
    """`columns` are names and headings, `body` the template of a row, `rows` makes those from one place to another."""

    def __init__(
        self,
        columns: Sequence[tuple[str, str]],
        body: str,
        length: int,
        nothing: str,
        rows: Callable[[int, int], list[Row]],
        key: str = "id",
    ) -> None:
        """`nothing` is what stands in an empty table."""
        self._length = length
        self._rows = rows
        self._page = 1
        self._total = 0
        named = [{"name": name, "label": label, "field": name, "align": "left"} for name, label in columns]
        self._table = ui.table(rows=[], columns=named, row_key=key, pagination=self._pagination())
        self._table.props("flat wrap-cells").classes("cards alarms")
        self._table.props["rows-per-page-options"] = [length]
        self._table.add_slot("body", body)
        with self._table.add_slot("no-data"):  # Without Quasar's sign of warning: nothing is what one hopes for.
            words("p", nothing)
        self._table.on("request", self._turn, ["pagination"])

    def on(self, name: str, handler: Handler[GenericEventArguments]) -> None:
        """Handle an event that the template emits."""
        self._table.on(name, handler)

    def first_page(self) -> None:
        """Begin at the top again: another choice has been made."""
        self._page = 1

    def show(self, total: int) -> None:
        """There are so many rows now: make those of the page anew, and send them if they have changed."""
        self._total = total
        self._page = min(self._page, max(1, -(-total // self._length)))
        first = (self._page - 1) * self._length
        rows = self._rows(first, first + self._length)
        if rows != self._table.rows:
            self._table.rows = rows
        if (pagination := self._pagination()) != self._table.pagination:
            self._table.pagination = pagination
        # The last line counts pages, and says that there is nothing.
        hidden = 0 < total <= self._length
        if self._table.props.get("hide-bottom") != hidden:
            self._table.props["hide-bottom"] = hidden

    def _turn(self, event: events.GenericEventArguments) -> None:
        self._page = max(1, int(event.args["pagination"]["page"]))
        self.show(self._total)

    def _pagination(self) -> dict[str, Any]:
        return {"page": self._page, "rowsPerPage": self._length, "rowsNumber": self._total}
