"""Timed cases of alarm rules as data: readings at times, and the verdicts that they must bring.

A reading is a line `1:30 air_temperature=28 device=b channel=probe`: hours and minutes (`2d 1:30`) since the
beginning, then quantities with values; `_` in a channel is a blank. `live=no` is history, `error=text` an uplink that
no decoder understands, `rssi=`, `snr=` and `sf=` its reception, `time=` an earlier time; `tick` alone lets time pass.
A verdict is a line `1:35 rule major`, `… clear` or `… stale?`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from alarms.evaluation import Evaluator
from alarms.rules.reader import load
from telemetry.alarm import Verdict
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.memory import MemoryRegistry
from telemetry.ports import Inventory
from telemetry.quantity import CATALOGUE
from telemetry.reading import MAIN_CHANNEL
from telemetry.record import Point, Record
from telemetry.times import from_ms, parse_instant, to_ms
from telemetry.uplink import Reception, Uplink

START_MS = to_ms(parse_instant("2026-01-12T00:00:00+01:00"))  # a Monday in Paris
_TIME = re.compile(r"(?:(\d+)d )?(\d+):(\d\d)(?::(\d\d))?")


def rules_of(text: str, folder: Path) -> Any:
    """Rules from YAML text."""
    file = folder / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    return load([file])


def at_ms(text: str, start_ms: int = START_MS) -> int:
    """The instant of a time of a case."""
    found = _TIME.match(text)
    assert found, text
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return start_ms + 1000 * (((days * 24 + hours) * 60 + minutes) * 60 + seconds)


def said(verdict: Verdict, start_ms: int = START_MS) -> str:
    """A verdict as cases write it."""
    seconds, rest = divmod(verdict.time_ms - start_ms, 1000)
    assert not rest
    days, seconds = divmod(seconds, 86_400)
    time = f"{days}d " if days else ""
    time += f"{seconds // 3600}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
    states = {True: verdict.severity.key, False: "clear", None: f"{verdict.quality}?"}
    return f"{time} {verdict.source.rule} {states[verdict.holds]}"


class World:
    """Devices of a case, an evaluator, and a clock that the readings advance."""

    def __init__(
        self, rules: Any, devices: dict[str, dict[str, Any]], site_kind: str = "", start_ms: int = START_MS
    ) -> None:
        self.start_ms = start_ms
        self.registry = MemoryRegistry()
        self._euis = {name: f"{number:016x}" for number, name in enumerate(devices, 1)}
        sites = {options.get("site", "site") for options in devices.values()}
        kinds = {options.get("site", "site"): options.get("site_kind", site_kind) for options in devices.values()}
        self.registry.merge(
            Inventory(
                tenants=(Tenant("somme", "Somme"),),
                sites=tuple(Site(site, "somme", site, kinds[site]) for site in sites),
                devices=tuple(self._device(name, dict(options)) for name, options in devices.items()),
            )
        )
        self._rules = rules
        self.evaluator = Evaluator(rules, self.registry)
        self._seq = 0

    def move(self, name: str, **changes: Any) -> None:
        """Change a device in the registry."""
        device = self.registry.device(self._euis[name])
        assert device
        self.registry.merge(Inventory(devices=(replace(device, **changes),)))

    def restart(self) -> None:
        """An evaluator without a memory."""
        self.evaluator = Evaluator(self._rules, self.registry)

    def _device(self, name: str, options: dict[str, Any]) -> Device:
        options.pop("site_kind", None)
        tags = {key: str(value) for key, value in options.pop("tags", {}).items()}
        domain = Domain(options.pop("domain", "other"))
        site = options.pop("site", "site")
        return Device(self._euis[name], tenant="somme", site=site, name=name, domain=domain, tags=tags, **options)

    def run(self, lines: list[str]) -> list[Verdict]:
        """Play the lines; the verdicts in order."""
        return [verdict for line in lines for verdict in self.play(line)]

    def play(self, line: str) -> Iterator[Verdict]:
        """Play one line: the time passes, then the reading comes."""
        now_ms = at_ms(line, self.start_ms)
        found = _TIME.match(line)
        assert found
        words = line[found.end() :].split()
        yield from self.evaluator.tick(now_ms)
        if words != ["tick"]:
            yield from self.evaluator.observe(self.record(now_ms, dict(word.split("=", 1) for word in words)), now_ms)

    def record(self, now_ms: int, options: dict[str, str]) -> Record:
        """The record that the words of a line stand for."""
        device = self.registry.device(self._euis[options.pop("device", next(iter(self._euis)))])
        assert device
        channel = options.pop("channel", MAIN_CHANNEL).replace("_", " ")
        time_ms = at_ms(options.pop("time"), self.start_ms) if "time" in options else now_ms
        error, live = options.pop("error", None), options.pop("live", "yes") == "yes"
        rssi, snr, factor = (options.pop(key, None) for key in ("rssi", "snr", "sf"))
        receptions = (Reception("gateway", int(rssi or -80), float(snr or 8)),) if rssi or snr or factor else ()
        uplink = Uplink(
            device.dev_eui,
            from_ms(time_ms),
            1,
            b"",
            receptions=receptions,
            spreading_factor=int(factor) if factor else None,
        )
        points = tuple(
            Point(self.registry.series(device, CATALOGUE[key], channel), time_ms, float(value))
            for key, value in options.items()
        )
        self._seq += 1
        return Record(self._seq, device, uplink, now_ms, time_ms, points, error, live)


def cases(folder: Path) -> list[Any]:
    """All cases of a file, or of the files of a folder."""
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else [folder]
    return [case for file in files for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
