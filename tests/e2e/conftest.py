"""One browser and one console for all tests that look at pages."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
import uvicorn
from browsing import FLAGS, Anybody, Served
from console_alarms import TOPOLOGY, rule_words
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright
from servers import free_port, program, wait_until

from dashboards.console import mount
from telemetry.audit import MemoryAuditLog
from telemetry.record import QuarantineEntry


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """NiceGUI has one application a process, so all tests look at one page."""
    port = free_port()
    page = Served(f"http://127.0.0.1:{port}/")
    page.world.fill()
    page.world.quarantine.put(
        [QuarantineEntry(5, "chirpstack", "application/1/event/up", b"x", page.world.now_ms, "not JSON: byte 0")]
    )
    application = FastAPI()

    @application.get("/v1/ping")
    def ping() -> str:
        return "pong"

    services = replace(
        page.world.services,
        alarms=page.alarms.service,
        audit=MemoryAuditLog(),
        rule_words=rule_words,
        topology=TOPOLOGY,
    )
    mount(application, services, lambda _: Anybody())
    server = uvicorn.Server(uvicorn.Config(application, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    yield page
    server.should_exit = True
    thread.join(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not for longer than a module: while it is open, an event loop runs in this thread, and others want theirs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium", "chromium"), args=FLAGS)
        yield browser
        browser.close()
