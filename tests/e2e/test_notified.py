"""From a real payload to a received e-mail, webhook and retained state, through outages and kill -9."""

import email
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from field import Samara
from paho.mqtt.client import CallbackAPIVersion, Client
from servers import InfluxDB, Mosquitto, PostgreSQL, free_port, wait_until

RULES = """\
rules:
  - id: test.warm
    title: {fr: "Trop chaud", en: "Too warm"}
    guidance: {fr: "Ouvrir la porte.", en: "Open the door."}
    severity: major
    where: {quantity: supply_temperature}
    limit: {high: {major: 25}}
  - id: test.silent
    title: {fr: "Muet", en: "Silent"}
    severity: minor
    silence: {intervals: {minor: 3}, at_least: 3 s, at_most: 3 s}
"""

POLICIES = """\
people:
  odile: {name: Odile, reach: {mail: odile@example.fr, hook: odile}}
policies:
  all: {steps: [{tell: [odile], by: [mail, hook], wait: 1 h}], repeat: 0}
mirrors: [state]
"""


class Told:
    """Everybody who is told: a mailbox, a webhook, and the retained states of a broker; `silent` answers nothing."""

    def __init__(self, broker: Mosquitto) -> None:
        self.mails: list[EmailMessage] = []
        self.posts: list[dict[str, Any]] = []
        self.states: dict[str, dict[str, Any]] = {}
        self.smtp = Controller(self, "127.0.0.1", free_port())
        self.smtp.start()
        told = self

        class Hook(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told.posts.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.hook = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
        Thread(target=self.hook.serve_forever, daemon=True).start()
        self._client = Client(CallbackAPIVersion.VERSION2, client_id="screen")
        self._client.on_message = lambda _client, _data, message: self._see(message.topic, message.payload)
        self._client.connect(broker.host, broker.port)
        self._client.subscribe("alarms/#", qos=1)
        self._client.loop_start()

    def _see(self, topic: str, payload: bytes) -> None:
        if payload:
            self.states[topic] = json.loads(payload)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        mail = email.message_from_bytes(envelope.original_content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 2.0.0 queued"

    def alarms(self, rule: str) -> list[dict[str, Any]]:
        """What the webhook was told of a rule, in order."""
        return [alarm for post in self.posts for alarm in post["alarms"] if alarm["rule"] == rule]

    def devices(self, rule: str) -> set[str]:
        """The devices that the webhook was told of."""
        return {alarm["device"] for alarm in self.alarms(rule)}

    def channels(self, broker: Mosquitto) -> str:
        """The settings that reach them."""
        hook = f"webhook+http://127.0.0.1:{self.hook.server_port}/?secret=0123456789abcdef"
        return (
            f'mail = "smtp://127.0.0.1:{self.smtp.port}/?from=alarmes@example.fr&tls=no"\n'
            f'hook = "{hook}"\nstate = "mqtt://127.0.0.1:{broker.port}/alarms"\n'
        )

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        self.hook.shutdown()
        self.hook.server_close()
        self.smtp.stop()


class Unit:
    """Cooling units behind Neuron that publish their supply temperature."""

    def __init__(self, broker: Mosquitto) -> None:
        self._client = Client(CallbackAPIVersion.VERSION2, client_id="neuron")
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()

    def say(self, unit: int, celsius: float) -> None:
        """One reading, now."""
        node = f"crac{unit}"
        body = {"timestamp": time.time_ns() // 1_000_000, "node": node, "group": "air"}
        values = {"supply_temperature": celsius}
        message = json.dumps({**body, "values": values})
        self._client.publish(f"/neuron/samara/{node}/air", message, qos=1).wait_for_publish(10)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def told(own_mosquitto: Mosquitto) -> Iterator[Told]:
    told = Told(own_mosquitto)
    yield told
    told.close()


@pytest.fixture
def units(own_mosquitto: Mosquitto) -> Iterator[Unit]:
    units = Unit(own_mosquitto)
    yield units
    units.close()


Start = Callable[..., Samara]


@pytest.fixture
def start(tmp_path: Path, own_mosquitto: Mosquitto, told: Told) -> Iterator[Start]:
    """Start Samara with these rules and policies, and more settings."""
    rules, policies = tmp_path / "rules.yaml", tmp_path / "notify.yaml"
    rules.write_text(RULES)
    policies.write_text(POLICIES)
    started: list[Samara] = []

    def run(extra: str = "") -> Samara:
        settings = (
            f'[ingest]\nsources = ["neuron"]\n[alarms]\npacks = []\nrules = ["{rules}"]\n{extra}'
            f'[notify]\nmost_messages = 1000\npolicies = "{policies}"\n'
            f"[notify.channels]\n{told.channels(own_mosquitto)}"
        )
        started.append(Samara(tmp_path, own_mosquitto, settings))
        started[-1].start()
        return started[-1]

    yield run
    for process in started:
        process.kill()


def seconds(told: Told, units: Unit, unit: int) -> float:
    """From a reading that is too warm to the post that tells of it."""
    before, began = len(told.alarms("test.warm")), time.monotonic()
    units.say(unit, 31.5)
    wait_until(lambda: len(told.alarms("test.warm")) > before, 60, "a notification")
    return time.monotonic() - began


@pytest.mark.timeout(120)
def test_a_reading_becomes_a_mail_a_post_and_a_retained_state(start: Start, told: Told, units: Unit) -> None:
    start()
    units.say(1, 20)

    def everybody() -> bool:
        units.say(1, 31.5)  # A first start may not have subscribed yet.
        return bool(told.mails and told.alarms("test.warm") and told.states)

    wait_until(everybody, 60, "everybody")
    mail = told.mails[0].get_body(("plain",))
    assert mail is not None
    text = mail.get_content()
    assert "MAJEURE" in told.mails[0]["Subject"]
    assert "Trop chaud" in text
    assert "31,5\u00a0°C" in text
    assert "À faire : Ouvrir la porte." in text
    [state] = told.states.values()
    assert (state["active"], state["severity"], state["value"]) == (True, "major", 31.5)
    units.say(1, 20)
    wait_until(lambda: len(told.mails) == 2, 60, "the all-clear")
    assert "FIN" in told.mails[1]["Subject"]
    wait_until(lambda: not next(iter(told.states.values()))["active"], 60, "the state that is over")


@pytest.mark.timeout(180)
def test_influxdb_may_be_slow_dead_or_refusing_and_every_alarm_is_as_quick(
    start: Start, told: Told, units: Unit, own_influxdb: InfluxDB
) -> None:
    own_influxdb.query('CREATE DATABASE "samara"')
    start(f'[store]\nbackend = "influx"\n[influx]\nurl = "{own_influxdb.url}"\nversion = 1\n')
    usual = max(seconds(told, units, unit) for unit in range(5))
    os.kill(own_influxdb.pid, signal.SIGSTOP)  # It accepts connections, and never answers.
    slow = [seconds(told, units, unit) for unit in range(10, 15)]
    os.kill(own_influxdb.pid, signal.SIGCONT)
    own_influxdb.query('DROP DATABASE "samara"')  # It answers that it does not take what is written.
    refusing = [seconds(told, units, unit) for unit in range(20, 25)]
    own_influxdb.stop()
    stopped = [seconds(told, units, unit) for unit in range(30, 35)]
    assert max(*slow, *refusing, *stopped) < max(1.0, 3 * usual), (usual, slow, refusing, stopped)


@pytest.mark.timeout(180)
def test_the_alarm_database_goes_and_comes_back_and_each_is_told_once(
    start: Start, told: Told, units: Unit, tmp_path: Path
) -> None:
    folder = tmp_path / "postgresql"
    folder.mkdir()
    database = PostgreSQL(folder)
    database.start()
    try:
        start(f'[registry]\nurl = "{database.url}"\n')
        for unit in range(5):
            units.say(unit, 20)
        seconds(told, units, 0)
        time.sleep(1)
        database.stop(signal.SIGINT)
        for unit in range(1, 5):
            units.say(unit, 31.5)
        time.sleep(2)
        database.start()
        wait_until(lambda: len(told.devices("test.warm")) == 5, 60, "what happened meanwhile")
        time.sleep(2)
        # A post whose outcome could not be written down may come again, and then has the key that it had.
        assert len({alarm["key"] for alarm in told.alarms("test.warm")}) == 5
    finally:
        database.stop(signal.SIGINT)


@pytest.mark.timeout(180)
def test_after_kill_9_what_still_matters_is_told_once_and_late_and_no_silence_was_its_own(
    start: Start, told: Told, units: Unit
) -> None:
    samara = start()
    for unit in range(3):
        units.say(unit, 20)
    seconds(told, units, 0)
    samara.kill()
    units.say(1, 31.5)  # This holds when Samara is back …
    units.say(2, 31.5)
    units.say(2, 20)  # … and this is over by then.
    time.sleep(17)  # The rule of silence has three seconds; nobody else was silent.
    samara.start()
    for _ in range(20):
        for unit, celsius in ((0, 31.5), (1, 31.5), (2, 20)):
            units.say(unit, celsius)
        time.sleep(0.5)
    # A post whose outcome could not be written down may come again, and then has the key that it had.
    first, second = {alarm["key"]: alarm for alarm in told.alarms("test.warm")}.values()
    assert (first["late"], second["late"]) == (False, True)
    assert second["value"] == 31.5
    assert told.alarms("test.silent") == []
