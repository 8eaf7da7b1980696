"""Killed, cut off, starved: nothing acknowledged is lost, and nothing is stored twice."""

import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from field import POINTS, Field, Samara
from servers import InfluxDB, Mosquitto, wait_until

SEED = 20261121


@pytest.fixture
def samara(tmp_path: Path, own_mosquitto: Mosquitto) -> Iterator[Samara]:
    process = Samara(tmp_path, own_mosquitto)
    process.start()
    yield process
    process.kill()


@pytest.fixture
def samara_on_influx(tmp_path: Path, own_mosquitto: Mosquitto, own_influxdb: InfluxDB) -> Iterator[Samara]:
    own_influxdb.query('CREATE DATABASE "samara"')
    extra = f'[store]\nbackend = "influx"\n[influx]\nurl = "{own_influxdb.url}"\nversion = 1\n'
    process = Samara(tmp_path, own_mosquitto, extra)
    process.start()
    yield process
    process.kill()


def stored(samara: Samara) -> int:
    with sqlite3.connect(f"file:{samara.folder}/data/readings.db?mode=ro", uri=True) as connection:
        return int(connection.execute("SELECT count(*) FROM readings").fetchone()[0])


def stored_in_influx(influxdb: InfluxDB) -> int:
    answer = influxdb.query("SELECT count(air_temperature), count(relative_humidity) FROM readings", "samara")
    results = answer["results"]
    assert isinstance(results, list)
    if "series" not in results[0]:
        return 0
    _, temperatures, humidities = results[0]["series"][0]["values"][0]
    assert temperatures == humidities
    return int(temperatures)


@pytest.mark.timeout(180)
def test_kill_at_any_moment_under_load(samara: Samara, own_mosquitto: Mosquitto) -> None:
    chance = random.Random(SEED)
    field = Field(own_mosquitto)
    field.start()
    for _ in range(6):
        time.sleep(chance.uniform(0.2, 1.5))
        samara.kill()
        samara.start()
    sent = field.stop()
    wait_until(lambda: stored(samara) >= sent * POINTS, 60, f"{sent} uplinks in the store")
    time.sleep(0.5)
    assert stored(samara) == sent * POINTS


@pytest.mark.timeout(180)
def test_the_broker_goes_and_comes_back_under_load(samara: Samara, own_mosquitto: Mosquitto) -> None:
    field = Field(own_mosquitto)
    field.start()
    for _ in range(2):
        time.sleep(1)
        own_mosquitto.stop()
        time.sleep(0.5)
        own_mosquitto.start()
    time.sleep(1)
    sent = field.stop()
    wait_until(lambda: stored(samara) >= sent * POINTS, 60, f"{sent} uplinks in the store")
    assert stored(samara) == sent * POINTS


@pytest.mark.timeout(180)
def test_the_database_goes_and_comes_back_under_load_while_live_goes_on(
    samara_on_influx: Samara, own_mosquitto: Mosquitto, own_influxdb: InfluxDB
) -> None:
    samara = samara_on_influx
    field = Field(own_mosquitto)
    field.start()
    time.sleep(1)
    own_influxdb.stop()
    time.sleep(0.5)
    before = stored_lag(samara)
    decoded = samara.metric("samara_uplinks_total")
    time.sleep(1.5)
    assert samara.metric("samara_uplinks_total") > decoded + 200, "live decoding stopped with the database"
    assert stored_lag(samara) > before, "the store cannot have kept up"
    assert httpx.get(f"{samara.url}/health").status_code == 200
    own_influxdb.start()
    time.sleep(0.5)
    samara.kill()
    samara.start()
    sent = field.stop()
    wait_until(lambda: stored_in_influx(own_influxdb) >= sent, 60, f"{sent} uplinks in InfluxDB")
    assert stored_in_influx(own_influxdb) == sent


def stored_lag(samara: Samara) -> float:
    return samara.metric("samara_store_lag ")
