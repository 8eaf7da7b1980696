"""Alarm rules: evaluations a second, memory of 100,000 points with five rules each, and a restart with that memory."""

import gc
from collections.abc import Iterator
from mmap import PAGESIZE
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from alarms.evaluation import Evaluator
from alarms.rules.reader import load
from benchmarks.results import Figure
from telemetry import quantity as q
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.memory import MemoryRegistry
from telemetry.ports import Inventory
from telemetry.record import Point, Record
from telemetry.times import from_ms
from telemetry.uplink import Report

_DEVICES, _QUANTITIES, _RULES = 20_000, (q.AIR_TEMPERATURE, q.RELATIVE_HUMIDITY, q.CO2, q.ILLUMINANCE, q.PM10), 5
_START_MS, _PERIOD_MS, _ROUNDS = 1_780_000_000_000, 600_000, 3
_RULE_FILE = """
rules:
  - {id: limits, where: {quantity: '*'}, limit: {high: {warning: 60, major: 80}, low: {warning: 1}}, on_delay: 5 min}
  - {id: spike, where: {quantity: '*'}, limit: {high: 95, deadband: 5}, samples: 2 of 3}
  - {id: rate, where: {quantity: '*'}, rate: {rise: 90, per: 15 min}}
  - {id: stuck, where: {quantity: '*'}, stuck: {lasting: 6 h}}
  - {id: setpoint, where: {quantity: '*'}, deviation: {setpoint: 40, above: {minor: 50}, below: {minor: 50}}}
"""


def alarms() -> Iterator[Figure]:
    """Read each point three times, one value in a hundred out of its limits; then keep the memory and take it up."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "rules.yaml")
        file.write_text(_RULE_FILE, encoding="utf-8")
        rules = load([file])
    registry = _registry()
    rounds = [_records(registry, number) for number in range(_ROUNDS)]
    gc.collect()
    before = _resident()
    evaluator = Evaluator(rules, registry)
    _run(evaluator, rounds[0], 0)
    gc.collect()
    held = (_resident() - before) / 2**20
    begun = perf_counter()
    for number, records in enumerate(rounds[1:], 1):
        _run(evaluator, records, number)
    evaluations = (_ROUNDS - 1) * _DEVICES * len(_QUANTITIES) * _RULES
    yield Figure(
        "alarm rules, 5 a point", evaluations / (perf_counter() - begun), "evaluations/s", 30_000, at_least=True
    )
    yield Figure("memory of 100,000 points with 5 rules", held, "MiB", 500)
    snapshot = evaluator.snapshot()
    begun = perf_counter()
    Evaluator(rules, registry).restore(snapshot)
    yield Figure("restart of 100,000 points with 5 rules", perf_counter() - begun, "s", 10)


def _run(evaluator: Evaluator, records: list[Record], number: int) -> None:
    now_ms = _START_MS + number * _PERIOD_MS
    evaluator.tick(now_ms)
    for record in records:
        evaluator.observe(record, now_ms)


def _registry() -> MemoryRegistry:
    registry = MemoryRegistry()
    devices = tuple(
        Device(f"{number:016x}", tenant="somme", site="site", domain=Domain.BUILDING) for number in range(_DEVICES)
    )
    registry.merge(Inventory((Tenant("somme", "Somme"),), (Site("site", "somme", "Site", "school"),), (), devices))
    return registry


def _records(registry: MemoryRegistry, number: int) -> list[Record]:
    chance, time_ms = Random(number), _START_MS + number * _PERIOD_MS
    records = []
    for eui in range(_DEVICES):
        device = registry.device(f"{eui:016x}")
        assert device
        points = tuple(
            Point(registry.series(device, quantity, "main"), time_ms, _value(chance)) for quantity in _QUANTITIES
        )
        records.append(Record(eui, device, Report(device.dev_eui, from_ms(time_ms), ()), time_ms, time_ms, points))
    return records


def _resident() -> int:
    """Bytes of memory that this process occupies."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGESIZE


def _value(chance: Random) -> float:
    return chance.uniform(61, 99) if chance.random() < 0.01 else chance.uniform(20, 50)
