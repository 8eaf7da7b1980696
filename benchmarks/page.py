"""The documentation page of the last whole run."""

from collections.abc import Mapping, Sequence

from benchmarks.results import Figure

_PAGE = """\
# Benchmarks

`make bench` measures everything again, prints this table and writes `benchmarks/results.json` and this page. Rates are those of
one ingest process pinned to one core, with Mosquitto and InfluxDB 1.6 on the other; a message is a ChirpStack v4 uplink of
about 900 bytes in JSON, published at QoS 1, with three readings.

Measured on {date}: {processor}, {cores} cores, {memory_gib} GiB, {system}, Python {python}. The cores are shared with
other work, so figures vary from run to run; CPU per uplink is the sturdier one.

| what | measured | target |
| --- | ---: | ---: |
{rows}

- **drained**: a backlog of 60,000 uplinks of 2,000 devices that waited at the broker; from connecting to the last uplink stored,
  journaled, decoded and counted on the way. This is the ceiling of one process.
- **publish to stored**: from the event's own time to the end of the write that stored it, at a steady 1,000 uplinks a second.
- **resident memory**: after start-up with 100,000 devices in the registry and some traffic, API and live page not loaded.
- **queries**: through the store, roll-ups up to date, ten seconds after the load; median of fifteen.
- **indicators**: the formulas alone on arrays, median of five; then a round of the service, readings from and to the store.
- **API**: one worker pinned to one core, over HTTP on loopback with a key, on a SQLite store of ten million readings (2,000
  devices of one authority, five series each); the export is of all 10,000 series. A page of more than 1,000 latest values is
  made anew once a second.
- **first start**: from the command to the first live reading on `/v1/live`, with the back-fill of seven days under way.
"""


def page(date: str, machine: Mapping[str, str | int], figures: Sequence[Figure]) -> str:
    """Markdown of the run."""
    return _PAGE.format(date=date, rows="\n".join(map(_row, figures)), **machine)


def _row(figure: Figure) -> str:
    return f"| {figure.name} | {measured(figure)} | {wanted(figure)} |"


def measured(figure: Figure) -> str:
    """The value with its unit, as precise as it is worth."""
    return f"{figure.value:,.{0 if figure.value >= 100 else 1}f} {figure.unit}"


def wanted(figure: Figure) -> str:
    """The target, and whether it was missed."""
    if figure.target is None:
        return ""
    verdict = "" if figure.met else ", **missed**"
    return f"{'≥' if figure.at_least else '<'} {figure.target:,.0f} {figure.unit}{verdict}"
