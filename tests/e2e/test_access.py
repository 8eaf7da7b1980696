"""`samara run` as an operator starts it: nobody gets in without an account, and the first one is told once."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from field import Samara
from servers import Server, wait_until
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

SOCKET = "/console/_nicegui_ws/socket.io/?EIO=4&transport=websocket"


@pytest.fixture
def samara(tmp_path: Path, mosquitto: Server) -> Iterator[Samara]:
    samara = Samara(tmp_path, mosquitto, console=True)
    samara.start()
    yield samara
    samara.stop()


def opens_socket(samara: Samara, headers: dict[str, str]) -> None:
    """Open the live page's socket, as a browser does that has its cookies."""
    with connect(samara.url.replace("http", "ws") + SOCKET, additional_headers=headers) as opened:
        assert opened.recv(5)


@pytest.mark.timeout(180)
def test_the_administrator_gets_in_and_nobody_else(samara: Samara) -> None:
    said = samara.said()
    [password] = re.findall(r"log in as admin with the password (\S+)", said)
    with httpx.Client(base_url=samara.url) as browser:
        assert browser.get("/v1/devices").json()["total"] == 0
        assert browser.get("/metrics").status_code == 401
        assert browser.get("/console/").headers["location"] == "/login?next=/console/"
        for path in ("/console/_nicegui/none", "/console/_nicegui_ws/socket.io/?EIO=4&transport=polling"):
            assert browser.get(path).status_code == 303
        with pytest.raises(InvalidStatus, match="403"):
            opens_socket(samara, {})
        wrong = {"name": "admin", "password": "wrong"}
        assert browser.post("/login", data=wrong, headers={"x-forwarded-for": "198.51.100.7"}).status_code == 401
        form = {"name": "admin", "password": password, "next": "/console/"}
        assert browser.post("/login", data=form).headers["location"] == "/console/"
        assert "Samara" in browser.get("/console/").text
        assert browser.get("/metrics").status_code == 200
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        opens_socket(samara, {"cookie": cookie})
        with pytest.raises(InvalidStatus, match="403"):
            opens_socket(samara, {"cookie": cookie, "origin": "https://evil.example"})
        samara.command("user", "disable", "admin")
        wait_until(lambda: browser.get("/metrics").status_code == 401, 20, "the session's end")
        assert browser.get("/console/").status_code == 303
    assert samara.said().count(password) == 1
    listed = samara.command("audit", "list")
    assert [line.split("\t")[4] for line in listed.splitlines()] == [
        "user.disable", "login.success", "login.failure", "user.add", "key.create",
    ]  # fmt: skip
    assert "admin\t127.0.0.1\tlogin.success" in listed
    assert "198.51.100.7" not in listed


@pytest.mark.timeout(180)
def test_a_second_start_tells_no_password(samara: Samara) -> None:
    samara.stop()
    before = samara.said()
    samara.start()
    assert "password" not in samara.said().removeprefix(before)
