"""Measure everything, print a table, write `benchmarks/results.json` and the page of the docs (`make bench`)."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.alarms import alarms
from benchmarks.api import api
from benchmarks.decode import decode
from benchmarks.indicators import indicators
from benchmarks.ingest import drain, latency, memory
from benchmarks.notification import notification
from benchmarks.page import measured, page, wanted
from benchmarks.queries import queries
from benchmarks.results import Figure, machine
from benchmarks.startup import startup
from samara.collector import tune_collector
from telemetry.times import utc_now

PARTS: dict[str, Callable[[], Iterable[Figure]]] = {
    "decode": decode,
    "alarms": alarms,
    "notification": notification,
    "queries": queries,
    "indicators": indicators,
    "influx": partial(drain, "influx", 12_000),
    "sqlite": partial(drain, "sqlite", 8_000),
    "latency": latency,
    "memory": memory,
    "api": api,
    "startup": startup,
}
RESULTS = Path(__file__).with_name("results.json")
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    """Run the parts that are named, or all; only a whole run is written down."""
    names = sys.argv[1:] or list(PARTS)
    tune_collector()  # as the service does
    figures: list[Figure] = []
    for name in names:
        for figure in PARTS[name]():
            figures.append(figure)
            print(f"{figure.name}: {figure.value:,.1f} {figure.unit}", file=sys.stderr)
    table = Table("what", "measured", "target")
    for figure in figures:
        table.add_row(figure.name, measured(figure), wanted(figure))
    Console().print(table)
    if len(names) == len(PARTS):
        date, ran_on = utc_now().date().isoformat(), machine()
        results = {"date": date, "machine": ran_on, "figures": [asdict(figure) for figure in figures]}
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        PAGE.write_text(page(date, ran_on, figures), encoding="utf-8")


if __name__ == "__main__":
    main()
