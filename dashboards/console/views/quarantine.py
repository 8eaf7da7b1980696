"""The last messages that could not be used, and why."""

from typing import Any, Final

from nicegui import ui

from dashboards.console.snapshot import Snapshot, label
from dashboards.console.views.markup import tag, words
from telemetry.i18n import Translator
from telemetry.record import QuarantineEntry
from telemetry.times import PARIS, from_ms

_ROW: Final = r"""
<q-tr :props="props">
  <q-td key="received" :props="props" class="c-received">{{ props.row.received }}</q-td>
  <q-td key="device" :props="props" class="c-device">
    <div>{{ props.row.device }}<span class="second">{{ props.row.source }}</span></div>
  </q-td>
  <q-td key="reason" :props="props" class="c-reason">{{ props.row.reason }}</q-td>
</q-tr>
"""


class QuarantineList:
    """A table of the newest entries."""

    def __init__(self, say: Translator) -> None:
        columns = [
            {"name": name, "label": title, "field": name, "align": "left"}
            for name, title in (
                ("received", say("Received")),
                ("device", say("Device")),
                ("reason", say("Reason")),
            )
        ]
        with tag("section", "card quarantine", aria_label=say("Quarantine")):
            words("h2", say("Quarantine: the last messages not understood"))
            self._table = ui.table(rows=[], columns=columns, row_key="seq").props("flat hide-bottom wrap-cells")
            self._table.classes("cards").add_slot("body", _ROW)
            self._empty = words("p", say("Nothing: every message was understood."), "empty")

    def show(self, snapshot: Snapshot) -> None:
        """Bring the table up to date."""
        rows = [_row(entry, snapshot) for entry in snapshot.quarantine]
        if rows != self._table.rows:
            self._table.rows = rows
        self._table.set_visibility(bool(rows))
        self._empty.set_visibility(not rows)


def _row(entry: QuarantineEntry, snapshot: Snapshot) -> dict[str, Any]:
    vitals = snapshot.vitals.get(entry.dev_eui)
    return {
        "seq": entry.seq,
        "received": f"{from_ms(entry.received_ms).astimezone(PARIS):%d/%m %H:%M:%S}",
        "device": label(vitals) if vitals else entry.dev_eui or entry.topic,
        "source": entry.source,
        "reason": entry.reason,
    }
