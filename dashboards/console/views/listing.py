"""A table of any length, of which the server sends only the page that is looked at; on a phone each row is a card."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from nicegui import events, ui
from nicegui.slot import Slot

from dashboards.console.snapshot import plain
from telemetry.i18n import Translator

_ROWS: Final = (25, 50, 100)

_BODY: Final = r"""
<q-tr :props="props" :class="props.row.look">
  <q-td v-for="column in props.cols" :key="column.name" :props="props" :class="'l-' + column.name">
    <span class="l-label" v-if="column.label && column.name !== 'acts'">{{ column.label }}</span>
    <div v-if="column.name === 'acts'" class="l-buttons">
      <button v-for="act in props.row.deeds" :key="act.name" type="button" class="chip"
        :aria-label="act.label + ' · ' + props.row.name"
        @click="$parent.$emit('act', [act.name, props.row.id])">{{ act.label }}</button>
    </div>
    <a v-else-if="props.row.links[column.name]" :href="props.row.links[column.name]">{{ props.row[column.name] }}</a>
    <span v-else>{{ props.row[column.name] }}</span>
  </q-td>
</q-tr>
"""


class Column(NamedTuple):
    """A column: the name of its cells, and what stands above it."""

    name: str
    title: str
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its texts by column, the links under some of them, what can be done, and what it is sorted by.

    A column that `order` does not name is sorted by its text. `state` is a class of style.
    """

    id: str
    cells: Mapping[str, str]
    links: Mapping[str, str] = field(default_factory=dict)
    acts: Sequence[tuple[str, str]] = ()
    order: Mapping[str, float] = field(default_factory=dict)
    state: str = ""


class Listing:
    """The table; `on_act` is given the name of what is to be done, and the id of the row."""

    def __init__(
        self,
        say: Translator,
        columns: Sequence[Column],
        nothing: str,
        on_act: Callable[[str, str], Awaitable[None] | None] | None = None,
    ) -> None:
        self._rows: Sequence[Row] = ()
        self._columns = {column.name for column in columns}
        self._page: dict[str, Any] = {"sortBy": None, "descending": False, "page": 1, "rowsPerPage": _ROWS[0]}
        self._around = ui.element()
        with self._around:
            self._table = self._built(say, columns, nothing, on_act)

    def _built(
        self,
        say: Translator,
        columns: Sequence[Column],
        nothing: str,
        on_act: Callable[[str, str], Awaitable[None] | None] | None,
    ) -> ui.table:
        shown = [*columns, Column("acts", "", sortable=False)] if on_act else columns
        table = ui.table(
            rows=[],
            columns=[
                {"name": name, "label": title, "field": name, "sortable": sortable, "align": "left"}
                for name, title, sortable in shown
            ],
            row_key="id",
            pagination={**self._page, "rowsNumber": 0},
        )
        table.props["rows-per-page-options"] = _ROWS
        table.props["rows-per-page-label"] = say("Rows per page")
        table.props["no-data-label"] = nothing
        table.props("flat wrap-cells").classes("cards listing")
        table.add_slot("body", _BODY)
        table.on("request", self._turn, ["pagination"])
        if on_act:
            table.on("act", lambda event: on_act(str(event.args[0]), str(event.args[1])))
        return table

    @property
    def slot(self) -> Slot:
        """Where a dialog that belongs to the table is put."""
        return self._around.default_slot

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; what has not changed is not sent."""
        self._rows = rows
        self._refresh()

    def _turn(self, event: events.GenericEventArguments) -> None:
        """Another page or order: what comes from a browser is checked."""
        wanted = event.args["pagination"]
        rows = wanted["rowsPerPage"] if wanted["rowsPerPage"] in _ROWS else _ROWS[0]
        sort = wanted["sortBy"] if wanted["sortBy"] in self._columns else None
        page = max(1, int(wanted["page"]))
        self._page = {"sortBy": sort, "descending": bool(wanted["descending"]), "page": page, "rowsPerPage": rows}
        self._refresh()

    def _refresh(self) -> None:
        ordered, length = self._ordered(), self._page["rowsPerPage"]
        last = max(1, -(-len(ordered) // length))
        self._page["page"] = min(self._page["page"], last)
        first = (self._page["page"] - 1) * length
        rows = [_sent(row) for row in ordered[first : first + length]]
        if rows != self._table.rows:
            self._table.rows = rows
        pagination = {**self._page, "rowsNumber": len(ordered)}
        if pagination != self._table.pagination:
            self._table.pagination = pagination
        fits = bool(rows) and len(ordered) <= _ROWS[0]
        self._table.props("hide-bottom" if fits else "", remove="" if fits else "hide-bottom")

    def _ordered(self) -> Sequence[Row]:
        name = self._page["sortBy"]
        if name is None:
            return self._rows

        def place(row: Row) -> tuple[float, str]:
            return row.order.get(name, 0.0), plain(row.cells.get(name, ""))

        return sorted(self._rows, key=place, reverse=self._page["descending"])


def _sent(row: Row) -> dict[str, Any]:
    acts = [{"name": name, "label": label} for name, label in row.acts]
    return {"name": row.id, **row.cells, "id": row.id, "links": dict(row.links), "deeds": acts, "look": row.state}
