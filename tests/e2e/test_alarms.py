"""From MQTT payloads to alarms, through crashes and outages."""

import random
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from field import Samara
from paho.mqtt.client import CallbackAPIVersion, Client
from servers import InfluxDB, Mosquitto, Server, wait_until

from benchmarks.events import dev_eui, uplink

SEED = 20261121
HOT, COOL = 90, 10
"""Frame counters, modulo 100, of 27 °C and of 19 °C."""

RULES = """\
rules:
  - id: test.warm
    title: {en: "Warm"}
    severity: major
    where: {quantity: air_temperature}
    limit: {high: {major: 25}}
"""


class Thermometers:
    """Publishes what thermometers say now, hot or cool."""

    def __init__(self, broker: Server) -> None:
        self._client = Client(CallbackAPIVersion.VERSION2, client_id="thermometers")
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()
        self._frames: Counter[int] = Counter()

    def say(self, device: int, frame: int) -> None:
        """One uplink; every one has a counter of its own."""
        self._frames[device] += 1
        self._client.publish(*uplink(device, self._frames[device] * 100 + frame), qos=1).wait_for_publish(10)

    def close(self) -> None:
        """Leave the broker."""
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def field(own_mosquitto: Mosquitto) -> Iterator[Thermometers]:
    field = Thermometers(own_mosquitto)
    yield field
    field.close()


@pytest.fixture
def start(tmp_path: Path, own_mosquitto: Mosquitto) -> Iterator[Callable[..., Samara]]:
    """Start Samara with the rule above, and more settings."""
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES)
    started: list[Samara] = []

    def run(extra: str = "") -> Samara:
        process = Samara(tmp_path, own_mosquitto, f'[alarms]\npacks = []\nrules = ["{rules}"]\n{extra}')
        started.append(process)
        process.start()
        return process

    yield run
    for process in started:
        process.kill()


def history(samara: Samara) -> dict[str, list[str]]:
    """What has happened to the alarms of each device, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    path = f"file:{samara.folder}/data/registry.db?mode=ro"
    query = "SELECT device, happening FROM alarm_transitions t JOIN alarms a ON a.id = t.alarm_id ORDER BY seq"
    with closing(sqlite3.connect(path, uri=True)) as connection:
        for device, happening in connection.execute(query):
            found[device].append(happening)
    return found


def count(samara: Samara) -> int:
    return sum(map(len, history(samara).values()))


@pytest.mark.timeout(180)
def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_told_twice(
    start: Callable[..., Samara], field: Thermometers
) -> None:
    samara, chance = start(), random.Random(SEED)
    devices = range(60)  # Few changes of each, or they would be suppressed as chatter.

    def heat_and_cool() -> None:
        for frame in (HOT, COOL):
            for device in devices:
                field.say(device, frame)
                time.sleep(0.05)

    heating = Thread(target=heat_and_cool)
    heating.start()
    for _ in range(4):
        time.sleep(chance.uniform(0.1, 1.2))
        samara.kill()
        samara.start()
    heating.join()
    wait_until(lambda: count(samara) >= 2 * len(devices), 30, f"all transitions, see {samara.folder}")
    time.sleep(1)
    assert history(samara) == {dev_eui(device): ["raised", "cleared"] for device in devices}


@pytest.mark.timeout(180)
def test_without_influxdb_every_alarm_is_as_quick_as_before(
    start: Callable[..., Samara], field: Thermometers, own_influxdb: InfluxDB
) -> None:
    own_influxdb.query('CREATE DATABASE "samara"')
    samara = start(f'[store]\nbackend = "influx"\n[influx]\nurl = "{own_influxdb.url}"\nversion = 1\n')

    def seconds(device: int) -> float:
        before, began = count(samara), time.monotonic()
        field.say(device, HOT)
        wait_until(lambda: count(samara) > before, 10, "an alarm")
        return time.monotonic() - began

    with_it = [seconds(device) for device in range(4)]
    own_influxdb.stop()
    without = [seconds(device) for device in range(10, 20)]
    assert max(without) < max(1.0, 3 * max(with_it)), (with_it, without)
    own_influxdb.start()

    def points() -> int:
        answer = own_influxdb.query("SELECT count(active) FROM alarms", "samara")
        series = answer["results"][0].get("series")
        return int(series[0]["values"][0][1]) if series else 0

    wait_until(lambda: points() == 14, 40, "all transitions in InfluxDB")
