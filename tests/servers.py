"""Real servers for integration tests: started on free loopback ports, in a folder of their own, stopped after.

A server that is not installed fails the test in CI; elsewhere it skips it, saying what to install.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import httpx
import pytest

_SEARCH = ("/usr/sbin", "/usr/local/sbin", "/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/15/bin")


def free_port() -> int:
    """A TCP port that nothing listens on now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str, package: str) -> str:
    """The path of a server's program; its absence is a failure in CI."""
    path = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), *_SEARCH)))
    if path is None:
        message = f"{name} is not installed: apt-get install {package}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return path


def wait_until(ready: Callable[[], bool], seconds: float = 20, what: str = "server") -> None:
    """Poll until `ready` says so."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} not ready after {seconds} s")
        time.sleep(0.02)


def accepts(port: int) -> bool:
    """Whether something listens on a loopback port."""
    with closing(socket.socket()) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """A server process that a test may stop, kill and start again on the same port and data."""

    host = "127.0.0.1"

    def __init__(self, folder: Path, arguments: Sequence[str], port: int, user: str | None = None) -> None:
        self.folder = folder
        self.port = port
        self._arguments = list(arguments)
        self._user = user
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it accepts connections."""
        log = (self.folder / "server.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                self._arguments, stdout=log, stderr=log, cwd=self.folder, user=self._user, start_new_session=True
            )
        wait_until(self._ready, what=self._arguments[0])

    @property
    def pid(self) -> int:
        """The number of its process."""
        if self._process is None:
            raise RuntimeError(f"{self._arguments[0]} does not run")
        return self._process.pid

    def _ready(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"{self._arguments[0]} ended: {(self.folder / 'server.log').read_text()[-2000:]}")
        return accepts(self.port) and self.answers()

    def answers(self) -> bool:
        """Whether it is ready to serve, beyond accepting connections."""
        return True

    def stop(self, with_signal: int = signal.SIGTERM) -> None:
        """Stop it; `signal.SIGKILL` for a crash."""
        if self._process is not None:
            self._process.send_signal(with_signal)
            self._process.wait(20)
            self._process = None


class Mosquitto(Server):
    """A Mosquitto with persistence, a large in-flight window and unlimited queues."""

    def __init__(self, folder: Path, extra: str = "") -> None:
        port = free_port()
        configuration = folder / "mosquitto.conf"
        configuration.write_text(
            f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\nautosave_interval 1\nautosave_on_changes false\n"
            "max_inflight_messages 0\nmax_queued_messages 0\nlog_type error\n"
            f"log_type warning\nuser root\n{extra}"
        )
        super().__init__(folder, [program("mosquitto", "mosquitto"), "-c", str(configuration)], port)

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"


class InfluxDB(Server):
    """InfluxDB 1.x on an empty folder, without authentication."""

    def __init__(self, folder: Path) -> None:
        port, backup = free_port(), free_port()
        configuration = folder / "influxdb.conf"
        configuration.write_text(
            f'reporting-disabled = true\nbind-address = "127.0.0.1:{backup}"\n'
            f'[meta]\ndir = "{folder}/meta"\n[data]\ndir = "{folder}/data"\nwal-dir = "{folder}/wal"\n'
            "query-log-enabled = false\nmax-series-per-database = 0\nmax-values-per-tag = 0\n"
            f'[http]\nbind-address = "127.0.0.1:{port}"\nlog-enabled = false\nflux-enabled = false\n'
            "max-body-size = 0\n[monitor]\nstore-enabled = false\n[continuous_queries]\nenabled = false\n"
        )
        super().__init__(folder, [program("influxd", "influxdb"), "-config", str(configuration)], port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        return httpx.get(f"{self.url}/ping").status_code == 204

    def query(self, statement: str, database: str = "") -> dict[str, object]:
        """Run InfluxQL and return the decoded answer."""
        response = httpx.post(f"{self.url}/query", params={"q": statement, "db": database, "epoch": "ms"}, timeout=60)
        answer: dict[str, object] = response.raise_for_status().json()
        return answer


class PostgreSQL(Server):
    """PostgreSQL on an empty cluster, trusting loopback, as an unprivileged user when tests run as root."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        user = "nobody" if os.geteuid() == 0 else None
        data = folder / "data"
        if user:
            for path in (folder, *folder.parents):
                if path.is_relative_to("/tmp") and path != Path("/tmp"):  # noqa: S108 - pytest's own folder
                    path.chmod(0o755)
            shutil.chown(folder, user)
        initdb = [program("initdb", "postgresql"), "-D", str(data), "-U", "samara", "-A", "trust", "--no-sync"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder, user=user)
        arguments = [program("postgres", "postgresql"), "-D", str(data), "-p", str(port), "-k", str(folder)]
        super().__init__(folder, [*arguments, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"], port, user)

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://samara@127.0.0.1:{self.port}/postgres"

    def answers(self) -> bool:
        import psycopg  # noqa: PLC0415 - only these tests need it

        try:
            psycopg.connect(host="127.0.0.1", port=self.port, user="samara", dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True
