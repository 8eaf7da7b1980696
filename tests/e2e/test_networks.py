"""Several networks into one running Samara: a webhook journaled before it is answered, and equipment on MQTT."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from field import Samara
from paho.mqtt.client import CallbackAPIVersion, Client
from servers import Mosquitto, wait_until

KEY = "a-key-of-sixteen-characters"
CALLBACK = {"device": "1A2B3C", "time": 1790000000, "data": "01755c03673401046865", "seqNumber": 7}


@pytest.fixture
def samara(tmp_path: Path, own_mosquitto: Mosquitto) -> Iterator[Samara]:
    extra = f'[ingest]\nsources = ["chirpstack", "sigfox", "shelly"]\n[webhooks]\nkeys = {{ sigfox = "{KEY}" }}\n'
    process = Samara(tmp_path, own_mosquitto, extra)
    process.start()
    yield process
    process.kill()


@pytest.mark.timeout(90)
def test_a_webhook_is_journaled_and_its_device_registered(samara: Samara) -> None:
    url = f"{samara.url}/ingest/sigfox"
    assert httpx.post(url, json=CALLBACK).status_code == 401
    assert httpx.post(url, json=CALLBACK, headers={"X-Api-Key": KEY}).status_code == 204
    wait_until(lambda: httpx.get(f"{samara.url}/v1/devices", headers=samara.key).json()["total"] == 1, 10, "the device")
    # Nobody has named its decoder yet: the frame waits in quarantine, whole.
    wait_until(
        lambda: len(httpx.get(f"{samara.url}/v1/quarantine", headers=samara.key).json()["items"]) == 1,
        10,
        "the quarantine",
    )


@pytest.mark.timeout(90)
def test_equipment_speaks_mqtt_itself(samara: Samara, own_mosquitto: Mosquitto) -> None:
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", own_mosquitto.port)
    client.loop_start()
    notice = {
        "src": "shellyht-abc",
        "dst": "x/events",
        "method": "NotifyFullStatus",
        "params": {"ts": 1790000000.5, "temperature:0": {"id": 0, "tC": 21.5}, "humidity:0": {"id": 0, "rh": 48.5}},
    }
    client.publish("shellyht-abc/events/rpc", json.dumps(notice), qos=1).wait_for_publish(5)
    client.loop_stop()

    def latest() -> dict[str, float]:
        items = httpx.get(f"{samara.url}/v1/latest", headers=samara.key).json()["items"]
        return {item["quantity"]: item["value"] for item in items}

    wait_until(lambda: latest() == {"air_temperature": 21.5, "relative_humidity": 48.5}, 10, "readings")
