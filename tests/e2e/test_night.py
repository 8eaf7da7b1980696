"""The operator's night, whole: a payload over MQTT, a phone, an acknowledgement, the end, the history."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import PHONE, visit
from field import Samara
from paho.mqtt.client import CallbackAPIVersion, Client
from playwright.sync_api import Browser, expect
from servers import Mosquitto

from benchmarks.events import uplink

RULES = """\
rules:
  - id: test.warm
    title: {en: "Warm", fr: "Trop chaud"}
    guidance: {en: "Open the door.", fr: "Ouvrir la porte."}
    severity: major
    where: {quantity: air_temperature}
    limit: {high: {major: 25}}
"""
HOT, COOL = 90, 110
"""Frame counters of 27 °C and of 19 °C."""


@pytest.fixture
def samara(tmp_path: Path, own_mosquitto: Mosquitto) -> Iterator[Samara]:
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES)
    samara = Samara(tmp_path, own_mosquitto, f'[alarms]\npacks = []\nrules = ["{rules}"]\n', console=True)
    samara.start()
    yield samara
    samara.stop()


@pytest.fixture
def field(own_mosquitto: Mosquitto) -> Iterator[Client]:
    client = Client(CallbackAPIVersion.VERSION2, client_id="night")
    client.connect(own_mosquitto.host, own_mosquitto.port)
    client.loop_start()
    yield client
    client.disconnect()
    client.loop_stop()


@pytest.mark.timeout(180)
def test_an_alarm_of_the_night(browser: Browser, samara: Samara, field: Client) -> None:
    [password] = re.findall(r"log in as admin with the password (\S+)", samara.said())
    with visit(browser, f"{samara.url}/console/alarms", PHONE) as page:
        page.locator("#name").fill("admin")
        page.locator("#password").fill(password)
        page.locator("button").click()
        expect(page.get_by_text("Aucune alarme").first).to_be_visible()
        field.publish(*uplink(1, HOT), qos=1).wait_for_publish(10)
        row = page.locator("[data-alarm]", has_text="Trop chaud")
        expect(row).to_be_visible(timeout=15_000)
        row.get_by_role("link").click()
        panel = page.get_by_role("dialog")
        expect(panel.get_by_text("Ouvrir la porte.")).to_be_visible()
        panel.get_by_label("Commentaire ou motif").fill("j'y vais")
        panel.get_by_role("button", name="Acquitter").click()
        expect(panel.get_by_text("Acquittée · admin · j'y vais")).to_be_visible()
        page.keyboard.press("Escape")
        expect(row).to_contain_text("Acquittée · admin")
        field.publish(*uplink(1, COOL), qos=1).wait_for_publish(10)
        expect(row).to_have_count(0, timeout=15_000)
        page.goto(f"{samara.url}/console/alarms/history?text=chaud")
        found = page.locator("[data-alarm]", has_text="Trop chaud")
        expect(found).to_contain_text("Terminée")
        page.get_by_role("button", name="Se déconnecter").click()
        expect(page.locator("#password")).to_be_visible()
    assert "alarm.acknowledge" in samara.command("audit", "list")
