"""Measure everything, print a table, write `benchmarks/results.json`: `make bench`, or with names of parts."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.decode import decode
from benchmarks.ingest import drain, latency, memory
from benchmarks.queries import queries
from benchmarks.results import Figure, machine
from benchmarks.startup import startup
from telemetry.times import utc_now

PARTS: dict[str, Callable[[], Iterable[Figure]]] = {
    "influx": partial(drain, "influx", 12_000),
    "sqlite": partial(drain, "sqlite", 8_000),
    "latency": latency,
    "memory": memory,
    "decode": decode,
    "queries": queries,
    "startup": startup,
}
RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    """Run the parts that are named, or all; only a whole run is written down."""
    names = sys.argv[1:] or list(PARTS)
    figures: list[Figure] = []
    for name in names:
        for figure in PARTS[name]():
            figures.append(figure)
            print(f"{figure.name}: {figure.value:,.1f} {figure.unit}", file=sys.stderr)
    table = Table("what", "measured", "target", "")
    for figure in figures:
        sign = "≥" if figure.at_least else "≤"
        target = f"{sign} {figure.target:,.0f} {figure.unit}" if figure.target else ""
        table.add_row(
            figure.name,
            f"{figure.value:,.1f} {figure.unit}",
            target,
            {True: "met", False: "MISSED"}.get(figure.met, ""),
        )
    Console().print(table)
    if len(names) == len(PARTS):
        results = {"date": utc_now().date().isoformat(), "machine": machine(), "figures": [asdict(f) for f in figures]}
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
