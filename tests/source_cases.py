"""The recorded messages of `tests/ingest/sources`, and events in the form that their expectations have."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from telemetry.record import JournalEntry
from telemetry.uplink import Event, Notice, Report, Uplink

FOLDER = Path(__file__).parent / "ingest" / "sources"
RECEIVED_MS = 1_795_248_001_000
"""2026-11-21T08:00:01Z."""


class Case(NamedTuple):
    """One message, and what it must become: events, or an error that says why not."""

    source: str
    name: str
    topic: str
    payload: bytes
    retained: bool
    events: list[dict[str, Any]]
    error: str | None

    @property
    def entry(self) -> JournalEntry:
        return JournalEntry(1, self.source, self.topic, self.payload, RECEIVED_MS, self.retained)


def cases() -> Iterator[Case]:
    """All cases, by source and name."""
    for file in sorted(FOLDER.glob("*/*.json")):
        case = json.loads(file.read_text("utf-8"))
        payload = case["payload"]
        body = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
        raw = bytes.fromhex(case["payload_hex"]) if "payload_hex" in case else body.encode()
        retained = case.get("retained", False)
        yield Case(file.parent.name, file.stem, case["topic"], raw, retained, case.get("events", []), case.get("error"))


def shown(event: Event) -> dict[str, Any]:
    """An event as an expectation writes it: what it has, without what it has not."""
    common = {"dev_eui": event.dev_eui, "time": event.time.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    network = {name: value for name, value in event.network._asdict().items() if value}
    if network:
        common["network"] = {**network, "tags": dict(network["tags"])} if "tags" in network else network
    match event:
        case Uplink():
            values = {name: value for name, value in event._asdict().items() if value and name not in _COMMON}
            heard = [{k: v for k, v in one._asdict().items() if v is not None} for one in event.receptions]
            return {"is": "uplink", **common, **values, "payload": event.payload.hex(), "receptions": heard}
        case Report():
            readings = {f"{reading.quantity.key}/{reading.channel}": _value(reading) for reading in event.readings}
            historical = {"historical": True} if event.historical else {}
            return {"is": "report", **common, "kind": event.kind, **historical, "readings": readings}
        case Notice():
            return {"is": "notice", **common, "kind": event.kind, "detail": dict(event.detail)}


_COMMON = frozenset({"dev_eui", "time", "network", "payload", "receptions"})


def _value(reading: Any) -> Any:
    if reading.time is None:
        return reading.value
    return [reading.value, reading.time.isoformat(timespec="milliseconds").replace("+00:00", "Z")]
