"""An integrator's readings, from `POST /v1/ingest` through the journal to `/v1/export`."""

from pathlib import Path

import httpx
import pytest
from field import Samara
from servers import Server, wait_until

DEV_EUI = "24e124136b5022ff"
LINES = f"readings,device={DEV_EUI},channel=main co2=612,air_temperature=21.5\n"


@pytest.mark.timeout(180)
def test_what_is_pushed_is_exported(tmp_path: Path, mosquitto: Server) -> None:
    samara = Samara(tmp_path, mosquitto)
    samara.start()
    try:
        made = samara.command("key", "create", "capteurs", "--tenant", "amiens-metropole", *scopes("read", "ingest"))
        key = next(word for word in made.split() if word.startswith("samara_"))
        headers = {"authorization": f"Bearer {key}", "idempotency-key": "first", "content-type": "text/plain"}
        with httpx.Client(base_url=samara.url, headers=headers) as client:
            wait_until(lambda: client.get("/v1/session").status_code == 200, 20, "the key")
            answers = [client.post("/v1/ingest", content=LINES) for _ in range(2)]
            assert [answer.json() for answer in answers] == [{"readings": 2, "devices": 1, "registered": [DEV_EUI]}] * 2
            wait_until(lambda: len(rows(client)) == 2, 20, "the readings")
            assert sorted(row.split(",")[1] for row in rows(client)) == ["21.5", "612.0"]
            assert httpx.get(f"{samara.url}/v1/export").text.count("\n") == 1
    finally:
        samara.stop()


def scopes(*names: str) -> list[str]:
    return [part for name in names for part in ("--scope", name)]


def rows(client: httpx.Client) -> list[str]:
    return client.get("/v1/export").text.splitlines()[1:]
