"""Notification over real servers: SMTP, HTTP that fails, hangs and recovers, a broker; then kill -9 between steps."""

import email
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
import yaml
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from notify_world import BARE, KEY, World
from paho.mqtt.enums import CallbackAPIVersion
from servers import Mosquitto, free_port, wait_until

from alarms.notify.notifier import Notifier
from alarms.notify.pace import Retry
from alarms.notify.transports.contract import Transport
from alarms.notify.transports.opening import open_transport
from telemetry.alarm import DeliveryState
from telemetry.errors import RejectedError, UnavailableError

POLICIES: dict[str, Any] = {
    "people": {"odile": {"name": "Odile", "reach": {"mail": "odile@example.fr", "hook": "odile"}}},
    "policies": {"all": {"steps": [{"tell": ["odile"], "by": ["mail"], "wait": "1 h"}]}},
}
HOOKED = {**POLICIES, "policies": {"all": {"steps": [{"tell": ["odile"], "by": ["hook"], "wait": "1 h"}]}}}


class Mailbox:
    """An SMTP server's handler: keeps what it takes, and answers each recipient as `answers` says."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.answers.pop(0) if self.answers else "250 2.0.0 queued as 4XYZ"
        if answer.startswith("250"):
            mail = email.message_from_bytes(envelope.original_content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return answer


def _authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"samara", b"p@ss")
    # Not "handled": the server itself is to answer 535.
    return AuthResult(success=right, handled=False)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def smtp(mailbox: Mailbox) -> Iterator[Controller]:
    controller = Controller(
        mailbox,
        "127.0.0.1",
        free_port(),
        authenticator=_authenticate,
        auth_require_tls=False,
        auth_exclude_mechanism=["LOGIN"],
    )
    controller.start()
    yield controller
    controller.stop()


def mail_channel(server: Controller, account: str = "samara:p%40ss") -> Transport:
    return open_transport(
        "mail", f"smtp://{account}@127.0.0.1:{server.port}/?from=Samara%20<alarmes@example.fr>&tls=no"
    )


def live(world: World, channels: dict[str, Transport]) -> Notifier:
    """The notifier of a world with real channels, threads and clock, and short pauses."""
    composer = world.notifier._composer
    retry = Retry(first_s=0.2, longest_s=0.4)
    world.clock = time.time  # type: ignore[method-assign]
    return Notifier(world.store, world.store, world.router, composer, channels, world.metrics, retry=retry)


def raise_now(world: World, **changes: Any) -> Any:
    world.now = time.time() - 1_795_478_400
    return world.raised(**changes)


def settled(world: World, state: DeliveryState, count: int = 1) -> bool:
    return len([one for one in world.store.deliveries(state=state) if one.channel]) >= count


def test_a_mail_arrives_with_its_key_its_thread_and_both_forms(smtp: Controller, mailbox: Mailbox) -> None:
    world = World(POLICIES)
    notifier = live(world, {"mail": mail_channel(smtp)})
    notifier.start()
    started = time.monotonic()
    alarm = raise_now(world)
    notifier.wake()
    wait_until(lambda: bool(mailbox.mails))
    assert time.monotonic() - started < 2
    wait_until(lambda: settled(world, DeliveryState.SENT))
    notifier.stop()
    (mail,) = mailbox.mails
    assert mail["Subject"].replace("\u00a0", " ") == "CRITIQUE NRO Albert : Température trop haute"
    assert mail["To"] == "odile@example.fr"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Priority"] == "1"
    assert mail["Message-ID"] == f"<{mail['X-Idempotency-Key']}@example.fr>"
    assert mail["References"] == f"<{alarm.id}@example.fr>"
    plain, html = (mail.get_body([kind]) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert "https://alarmes.example.fr/a/" in plain.get_content()
    assert "Acquitter</a>" in html.get_content()
    (sent,) = (one for one in world.store.deliveries(state=DeliveryState.SENT) if one.channel)
    assert sent.receipt == "2.0.0 queued as 4XYZ"


def test_a_mail_server_that_is_busy_is_asked_again_with_the_same_message_id(smtp: Controller, mailbox: Mailbox) -> None:
    world = World(POLICIES)
    mailbox.answers = ["451 4.7.1 greylisted", "421 4.3.2 shutting down"]
    notifier = live(world, {"mail": mail_channel(smtp)})
    notifier.start()
    raise_now(world)
    wait_until(lambda: bool(mailbox.mails))
    notifier.stop()
    (sent,) = (one for one in world.store.deliveries() if one.channel)
    assert sent.attempts == 3


@pytest.mark.parametrize(
    ("answer", "password", "error"),
    [
        ("550 5.1.1 no such user", "p%40ss", RejectedError),
        ("452 4.2.2 mailbox full", "p%40ss", UnavailableError),
        ("250 ok", "wrong", UnavailableError),
    ],
)
def test_what_a_mail_server_says(
    smtp: Controller, mailbox: Mailbox, answer: str, password: str, error: type[Exception]
) -> None:
    world = World(POLICIES)
    mailbox.answers = [answer]
    world.raised()
    world.run_until(1)
    message = world.writers["mail"].sent[0][1]
    with pytest.raises(error) as refused:
        mail_channel(smtp, f"samara:{password}").send(message)
    assert "p@ss" not in str(refused.value)
    assert mailbox.mails == []


def test_no_mail_server_at_all_is_unavailable() -> None:
    world = World(POLICIES)
    world.raised()
    world.run_until(1)
    channel = open_transport("mail", f"smtp://127.0.0.1:{free_port()}/?from=a@example.fr&tls=no")
    with pytest.raises(UnavailableError, match="ConnectionRefused"):
        channel.send(world.writers["mail"].sent[0][1])


@dataclass
class Hook:
    """A webhook server whose answers are a list of statuses; 0 hangs until it is let go."""

    statuses: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    def channel(self) -> Transport:
        return open_transport("hook", f"webhook+http://127.0.0.1:{self.port}/?secret={KEY}")


@pytest.fixture
def hook() -> Iterator[Hook]:
    held = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            held.keys.append(self.headers["x-idempotency-key"])
            status = held.statuses.pop(0) if held.statuses else 200
            if status == 0:
                held.let_go.wait(30)
            self.send_response(status or 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield held
    held.let_go.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_that_fails_and_recovers_gets_the_same_key_each_time(hook: Hook) -> None:
    world = World(HOOKED)
    hook.statuses = [500, 503, 429]
    notifier = live(world, {"hook": hook.channel()})
    notifier.start()
    raise_now(world)
    wait_until(lambda: settled(world, DeliveryState.SENT))
    notifier.stop()
    assert len(hook.keys) == 4
    assert len(set(hook.keys)) == 1


def test_a_webhook_that_hangs_delays_no_mail(hook: Hook, smtp: Controller, mailbox: Mailbox) -> None:
    both = {**POLICIES, "policies": {"all": {"steps": [{"tell": ["odile"], "by": ["hook", "mail"], "wait": "1 h"}]}}}
    world = World(both)
    hook.statuses = [0] * 100
    notifier = live(world, {"hook": hook.channel(), "mail": mail_channel(smtp)})
    notifier.start()
    for number in range(8):
        raise_now(world, source=BARE._replace(channel=str(number)))
        notifier.wake()
        wait_until(lambda wanted=number: len(mailbox.mails) > wanted, 5)
    assert not [one for one in world.store.deliveries(state=DeliveryState.SENT) if one.channel == "hook"]
    hook.let_go.set()
    wait_until(lambda: settled(world, DeliveryState.SENT, 16))
    notifier.stop()


def test_a_webhook_that_times_out_is_tried_again(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alarms.notify.transports.http.TIMEOUT_S", 0.5)
    world = World(HOOKED)
    hook.statuses = [0]
    notifier = live(world, {"hook": hook.channel()})
    notifier.start()
    raise_now(world)
    wait_until(lambda: settled(world, DeliveryState.SENT))
    hook.let_go.set()
    notifier.stop()
    assert len(hook.keys) == 2


class Watcher:
    """Keeps the retained messages below a prefix, as a client that comes now gets them."""

    def __init__(self, port: int, prefix: str) -> None:
        self.held: dict[str, bytes] = {}
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.on_message = lambda _c, _d, message: self.held.__setitem__(message.topic, message.payload)
        ready = threading.Event()
        self._client.on_subscribe = lambda *_: ready.set()
        self._client.connect("127.0.0.1", port)
        self._client.subscribe(f"{prefix}/#", 1)
        self._client.loop_start()
        assert ready.wait(10)
        time.sleep(0.2)

    def stop(self) -> dict[str, bytes]:
        self._client.disconnect()
        self._client.loop_stop()
        return self.held


def retained(port: int, prefix: str) -> dict[str, bytes]:
    return Watcher(port, prefix).stop()


def test_each_alarm_is_a_retained_state_until_it_is_closed(mosquitto: Mosquitto) -> None:
    world = World({**POLICIES, "policies": {}, "mirrors": ["wall"]})
    channel = open_transport("wall", f"mqtt://127.0.0.1:{mosquitto.port}/notify-test/alarms")
    notifier = live(world, {"wall": channel})
    notifier.start()
    alarm = raise_now(world)
    topic = f"notify-test/alarms/somme-numerique/nro-albert/{alarm.id}"
    wait_until(lambda: settled(world, DeliveryState.SENT))
    held = retained(mosquitto.port, "notify-test/alarms")
    assert list(held) == [topic]
    assert b'"severity": "critical"' in held[topic]
    world.act(alarm, "acknowledged")
    wait_until(lambda: settled(world, DeliveryState.SENT, 2))
    assert b'"acknowledged": true' in retained(mosquitto.port, "notify-test/alarms")[topic]
    world.act(alarm, "cleared")
    wait_until(lambda: settled(world, DeliveryState.SENT, 3))
    assert retained(mosquitto.port, "notify-test/alarms") == {}
    notifier.stop()


def test_a_broker_that_was_away_gets_the_state_when_it_is_back(own_mosquitto: Mosquitto) -> None:
    world = World({**POLICIES, "policies": {}, "mirrors": ["wall"]})
    channel = open_transport("wall", f"mqtt://127.0.0.1:{own_mosquitto.port}/away/alarms")
    notifier = live(world, {"wall": channel})
    own_mosquitto.stop(signal.SIGKILL)
    notifier.start()
    alarm = raise_now(world)
    time.sleep(1)
    world.act(alarm, "acknowledged")
    own_mosquitto.start()
    wait_until(lambda: settled(world, DeliveryState.SENT))
    (state,) = retained(own_mosquitto.port, "away/alarms").values()
    assert b'"acknowledged": true' in state
    notifier.stop()


STEPS = ("due", "resolved", "composed", "sending", "sent", "settled")
"""Where the worker is killed: before and after each thing that lasts."""

OUTBOX_WORKER = Path(__file__).parent.parent / "outbox_worker.py"


def work(folder: Path, port: int, kill_at: str = "", kill_count: int = 0) -> int:
    """Run the worker on the database of a folder until its outbox is empty, or until it is killed at a step."""
    command = [sys.executable, str(OUTBOX_WORKER), str(folder / "alarms.db"), str(port), kill_at, str(kill_count)]
    root = str(Path(__file__).parent.parent.parent)
    done = subprocess.run(command, check=False, timeout=60, env={**os.environ, "PYTHONPATH": root})
    return done.returncode


@pytest.mark.parametrize("step", STEPS)
def test_killed_between_two_steps_nothing_is_lost_and_a_repetition_has_the_same_key(
    tmp_path: Path, hook: Hook, step: str
) -> None:
    assert work(tmp_path, hook.port, step) == -signal.SIGKILL
    assert work(tmp_path, hook.port) == 0
    # Each of three alarms once; the message that was on its way when the worker died may come twice, as itself.
    assert len(set(hook.keys)) == 3
    assert len(hook.keys) <= 4
    with sqlite3.connect(tmp_path / "alarms.db") as database:
        states = dict(database.execute("SELECT channel, group_concat(DISTINCT state) FROM deliveries GROUP BY channel"))
    database.close()
    assert states["hook"] == DeliveryState.SENT


def test_the_test_command_sends_a_message_that_says_so(
    smtp: Controller, mailbox: Mailbox, hook: Hook, tmp_path: Path
) -> None:
    policies = tmp_path / "notify.yaml"
    policies.write_text(yaml.safe_dump(POLICIES))
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parent.parent.parent),
        "SAMARA_NOTIFY__POLICIES": str(policies),
        "SAMARA_NOTIFY__CHANNELS": json.dumps(
            {
                "mail": f"smtp://127.0.0.1:{smtp.port}/?from=alarmes@example.fr&tls=no",
                "room": f"json://127.0.0.1:{hook.port}/",
            }
        ),
    }
    script = (
        "import sys, typer; from samara.commands.alarms_notify import send_test, on_call;"
        "app = typer.Typer(); app.command('test')(send_test); app.command('on-call')(on_call); app(sys.argv[1:])"
    )

    def samara(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", script, "test", *words]
        return subprocess.run(command, check=False, capture_output=True, text=True, env=environment, cwd=tmp_path)

    done = samara("all")
    assert (done.returncode, done.stdout) == (0, "mail odile: 2.0.0 queued as 4XYZ\n")
    assert mailbox.mails[0]["Subject"].startswith("TEST AVERTISSEMENT Samara")
    assert samara("room").stdout == "room: accepted\n"
    assert len(hook.keys) == 1
    mailbox.answers = ["550 5.1.1 no such user"]
    refused = samara("mail", "--to", "odile")
    assert refused.returncode == 1
    assert "550 5.1.1 no such user" in refused.stderr
