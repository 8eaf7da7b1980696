"""Mappings that people write: what they make of messages, and which mistakes in them are told."""

import json
from pathlib import Path
from typing import Any

import pytest
from source_cases import RECEIVED_MS, shown

from ingest.sources.contract import Sources
from ingest.sources.json_map import source
from ingest.sources.mapping_file import read_mappings
from telemetry.errors import ConfigError, ParseError
from telemetry.record import JournalEntry

SHELTER = """
topic: nro/{device}/status
profile: shelter controller
time: $.ts
values:
  - {path: room.temp, quantity: air_temperature, unit: "°F", channel: room}
  - {path: "probes[1]", quantity: air_temperature, scale: 0.1, offset: -40, channel: rack, invalid: [65535]}
  - {path: bus, quantity: dc_voltage, unit: mV, quality: {path: bus_q, good: [192, Good, true]}}
contacts:
  - {path: door, quantity: door_open, normally: closed}
  - {path: mains, quantity: mains_failure, normally: closed, channel: feed A}
  - path: loop
    quantity: intrusion
    channel: fence
    normally: closed
    supervised: {short_below: 500, closed_below: 1500, open_above: 9000}
"""
SAMPLES = """
topic: rtu/{site}/log
device: "{site}-{unit.id}"
each: $.samples
time: at
values:
  - {path: v, quantity: voltage, channel: "phase {unit.phase}"}
contacts:
  - {path: in, quantity: water_leak, debounce_s: 0.5}
"""


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def events(tmp_path: Path, mapping: str, topic: str, message: Any) -> list[dict[str, Any]]:
    sources = Sources([source(read_mappings(written(tmp_path, one=mapping)))])
    name = sources.name_for(topic)
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return [shown(event) for event in sources.parse(JournalEntry(1, name, topic, body, RECEIVED_MS))]


def readings(tmp_path: Path, message: Any) -> dict[str, Any]:
    (report,) = events(tmp_path, SHELTER, "nro/nro-12/status", message)
    found: dict[str, Any] = report["readings"]
    return found


def test_a_whole_message(tmp_path: Path) -> None:
    message = {
        "ts": 1795248000123,
        "room": {"temp": 77},
        "probes": [None, 655],
        "bus": 53400,
        "bus_q": 192,
        "door": 1,
        "mains": "open",
        "loop": 1000,
    }
    (report,) = events(tmp_path, SHELTER, "nro/nro-12/status", message)
    assert report["time"] == "2026-11-21T08:00:00.123Z"
    assert report["network"] == {"device_name": "nro-12", "profile": "shelter controller"}
    values = {key: value for key, (value, _) in report["readings"].items()}
    assert values == {
        "air_temperature/room": 25.0,
        "air_temperature/rack": 25.5,
        "dc_voltage/main": 53.4,
        "door_open/main": 0.0,
        "mains_failure/feed A": 1.0,
        "device_fault/fence": 0.0,
        "intrusion/fence": 0.0,
    }


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param({"room": {"temp": None}}, {}, id="null"),
        pytest.param({"room": {"temp": "n/a"}}, {}, id="a text"),
        pytest.param({"room": {"temp": "77"}}, {"air_temperature/room": 25.0}, id="a number as a text"),
        pytest.param({"room": {"temp": 185}}, {}, id="85 °C of a probe just powered, in Fahrenheit"),
        pytest.param({"probes": [0, 65535]}, {}, id="the mapping's own invalid number"),
        pytest.param({"probes": [0, 2147483647]}, {}, id="not fitted"),
        pytest.param({"probes": [0]}, {}, id="a list too short"),
        pytest.param({"bus": 53400}, {}, id="quality not said"),
        pytest.param({"bus": 53400, "bus_q": 0}, {}, id="bad quality"),
        pytest.param({"bus": 53400, "bus_q": True}, {"dc_voltage/main": 53.4}, id="good quality as a boolean"),
        pytest.param({"door": 0}, {"door_open/main": 1.0}, id="normally closed and open: alarm"),
        pytest.param({"door": 7}, {}, id="neither open nor closed"),
        pytest.param({"loop": 100}, {"device_fault/fence": 1.0}, id="line shorted"),
        pytest.param({"loop": 20000}, {"device_fault/fence": 1.0}, id="line cut"),
        pytest.param(
            {"loop": 4700}, {"device_fault/fence": 0.0, "intrusion/fence": 1.0}, id="line sound, contact open"
        ),
    ],
)
def test_what_is_missing_and_what_is_not(tmp_path: Path, message: Any, expected: dict[str, float]) -> None:
    assert readings(tmp_path, message) == expected


def test_samples_of_several_devices(tmp_path: Path) -> None:
    samples = [
        {"unit": {"id": 1, "phase": "L1"}, "at": "2026-11-21T09:00:00+01:00", "v": 231},
        {"unit": {"id": 2, "phase": "L1"}, "at": "2026-11-21T08:00:00Z", "v": 232},
        {"unit": {"id": 1, "phase": "L1"}, "at": "2026-11-21T08:00:10Z", "v": 233},
    ]
    first, second = events(tmp_path, SAMPLES, "rtu/amiens/log", {"samples": samples})
    assert (first["network"]["device_name"], second["network"]["device_name"]) == ("amiens-1", "amiens-2")
    assert first["readings"] == {"voltage/phase L1": [233.0, "2026-11-21T08:00:10.000Z"]}
    assert second["readings"] == {"voltage/phase L1": [232.0, "2026-11-21T08:00:00.000Z"]}


def test_a_bounce_is_no_state(tmp_path: Path) -> None:
    sources = Sources([source(read_mappings(written(tmp_path, one=SAMPLES)))])
    states = [(0.0, 0), (10.0, 1), (10.1, 0), (10.3, 1), (60.0, 0)]
    samples = [{"unit": {"id": 1, "phase": 1}, "at": 1795248000 + at, "in": state} for at, state in states]
    body = json.dumps({"samples": samples}).encode()
    (report,) = sources.parse(JournalEntry(1, "json_map", "rtu/a/log", body, RECEIVED_MS))
    seen = [(reading.value, reading.time.timestamp() - 1795248000) for reading in report.readings if reading.time]
    assert [(value, round(at, 1)) for value, at in seen] == [(0.0, 0.0), (1.0, 10.0), (1.0, 10.3), (0.0, 60.0)]


def test_of_two_mappings_the_first_has_the_message(tmp_path: Path) -> None:
    one = "topic: a/{device}\nvalues: [{path: x, quantity: voltage}]"
    two = "topic: a/+\ndevice: fixed\nvalues: [{path: x, quantity: current}]"
    sources = Sources([source(read_mappings(written(tmp_path, a=one, b=two)))])
    assert sources.topics == ("a/+",)
    (report,) = sources.parse(JournalEntry(1, "json_map", "a/b", b'{"x": 1}', RECEIVED_MS))
    assert [reading.quantity.key for reading in report.readings] == ["voltage"]


@pytest.mark.parametrize(
    ("topic", "body", "reason"),
    [
        ("rtu/a/log", b'{"samples": {}}', "finds no list"),
        ("rtu/a/log", b'{"samples": [{"v": 1}]}', r"in the place of \{unit.id\}"),
        ("rtu/a/log", b"[", "not the JSON"),
        ("rtu/a/log", b'{"samples": [{"unit": {"id": 1, "phase": 1}, "at": "soon"}]}', "not an instant"),
        ("rtu/a/b/log", b"{}", "no source listens"),
    ],
)
def test_a_message_that_does_not_fit(tmp_path: Path, topic: str, body: bytes, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        events(tmp_path, SAMPLES, topic, body)


GOOD = "topic: a/{device}\nvalues:\n  - {path: x, quantity: voltage}\n"


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        ("", r"one.yaml:1: empty"),
        ("topic: [", r"one.yaml:1: not YAML"),
        ("- a", r"one.yaml:1: a mapping: `key: value` lines expected"),
        ("values: [{path: x, quantity: voltage}]", r"one.yaml:1: topic is missing"),
        ("topic: a/{device}", "one.yaml:1: neither values nor contacts"),
        ("topic: a/+\nvalues: [{path: x, quantity: voltage}]", r"one.yaml:1: device: the topic has no level"),
        ("topic: a/#\ndevice: x\nvalues: [{path: x, quantity: voltage}]", "one.yaml:1: topic: .* without #"),
        ("topic: a/b+\ndevice: x\nvalues: [{path: x, quantity: voltage}]", "one.yaml:1: topic: .*whole levels"),
        ("topic: a/{d e}\ndevice: x\nvalues: [{path: x, quantity: voltage}]", "one.yaml:1: topic: .*a name of its own"),
        (GOOD + "vaules: []\n", "one.yaml:4: vaules: unknown key; did you mean values?"),
        (GOOD + "topic: b/{device}\n", "one.yaml:4: topic: this key stands twice"),
        (GOOD.replace("voltage", "voltag"), "one.yaml:3: quantity: no quantity 'voltag'"),
        (GOOD.replace("path: x, ", ""), "one.yaml:3: path is missing"),
        (GOOD.replace("path: x", "path: 'a[b'"), "one.yaml:3: path: not a path"),
        (GOOD.replace("voltage}", "voltage, unit: Cel}"), "one.yaml:3: unit: 'Cel' cannot become V"),
        (GOOD.replace("voltage}", "voltage, scale: ten}"), "one.yaml:3: scale: could not convert"),
        (GOOD.replace("voltage}", "voltage, invalid: [a]}"), "one.yaml:3: invalid: could not convert"),
        (GOOD.replace("voltage}", "voltage, quality: {path: q}}"), "one.yaml:3: good is missing"),
        (GOOD.replace("values", "contacts"), "one.yaml:3: quantity: voltage is not a state"),
        (
            GOOD + "contacts: [{path: x, quantity: smoke, normally: shut}]",
            "one.yaml:4: normally: 'shut': open or closed",
        ),
        (
            GOOD
            + "contacts: [{path: x, quantity: smoke, supervised: {short_below: 9, closed_below: 1, open_above: 2}}]",
            "one.yaml:4: short_below, closed_below, open_above must grow",
        ),
        (GOOD + "time: &a $.t\neach: *a\n", "one.yaml:1: nested too deeply, or with a reference"),
        ("[" * 100_000, "one.yaml:1: nested too deeply"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, mapping: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        read_mappings(written(tmp_path, one=mapping))


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = written(tmp_path, a=GOOD.replace("voltage", "tension"), b="topic: x\n", c=GOOD)
    with pytest.raises(ConfigError) as error:
        read_mappings(folder)
    assert [line.split(": ")[0] for line in str(error.value).splitlines()] == ["a.yaml:3", "b.yaml:1", "b.yaml:1"]


def test_an_empty_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no mapping in"):
        read_mappings(tmp_path)
