"""What is below a path of the staff is closed to others, but for what is named as open."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI

from api.auth.directory import Directory
from api.auth.identify import Identify
from api.auth.security import Security
from telemetry.times import utc_now


@pytest.fixture
def application() -> FastAPI:
    application = FastAPI()

    @application.get("/console/{rest:path}")
    def page(rest: str) -> str:
        return rest

    security = Security(staff_paths=("/console",), open_paths=("/console/kiosk", "/console/kiosk/stream"))
    application.add_middleware(Identify, security, Directory(security.accounts, utc_now))
    return application


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/console/kiosk", 200),
        ("/console/kiosk/stream", 200),
        ("/console/kiosk/other", 303),
        ("/console/kiosk/../alarms", 303),
        ("/console/kioskx", 303),
        ("/console/alarms", 303),
        ("/console/_nicegui_ws/socket.io/", 303),
    ],
)
def test_only_what_is_named_is_open(application: FastAPI, path: str, status: int) -> None:
    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://samara") as client:
            return await client.get(path)

    assert asyncio.run(answer()).status_code == status
