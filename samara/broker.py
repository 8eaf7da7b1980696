"""The embedded MQTT broker of the demo and of tests: rumqttd from the `iotcore` wheel, in a child process.

It keeps its messages in memory only, and drops QoS 1 messages silently beyond its cap: right for a demo at
modest rates, wrong for production, where `mqtt.url` names a real broker.
"""

import logging
import socket
from pathlib import Path

from iotcore import Broker

from telemetry.errors import UnavailableError

_log = logging.getLogger(__name__)

_SEGMENT_BYTES = 8 * 1024 * 1024
_SEGMENTS = 8
MAX_PAYLOAD_BYTES = 1024 * 1024

# rumqttd's own configuration (its rumqttd.toml, version 0.20): MQTT 3.1.1 on one port, loopback only.
_CONFIGURATION = """\
id = 0

[router]
id = 0
max_connections = 1000
max_outgoing_packet_count = 200
max_segment_size = {segment_bytes}
max_segment_count = {segments}

[v4.1]
name = "samara"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1

[v4.1.connections]
connection_timeout_ms = 5000
max_payload_size = {payload_bytes}
max_inflight_count = 500
dynamic_filters = true
"""


def free_port() -> int:
    """A loopback TCP port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class EmbeddedBroker:
    """A broker on 127.0.0.1 that ends with this process; `port` 0 takes a free one."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.port = port or free_port()
        self._folder = folder
        self._broker: Broker | None = None

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and say what it is not; raises `UnavailableError` when the port is taken."""
        configuration = self._folder / "broker.toml"
        configuration.write_text(
            _CONFIGURATION.format(
                port=self.port,
                segment_bytes=_SEGMENT_BYTES,
                segments=_SEGMENTS,
                payload_bytes=MAX_PAYLOAD_BYTES,
            )
        )
        broker = Broker(config_path=str(configuration))
        try:
            broker.start()
        except (OSError, RuntimeError) as error:
            raise UnavailableError(
                f"the embedded broker cannot listen on port {self.port}: {error}; choose another with --mqtt-port"
            ) from error
        self._broker = broker
        _log.warning(
            "embedded MQTT broker on %s: in memory (%d MiB), for demo and tests only; in production set mqtt.url",
            self.url,
            _SEGMENT_BYTES * _SEGMENTS // 2**20,
        )

    def stop(self) -> None:
        """Stop it; what it still held is gone."""
        if self._broker is not None:
            self._broker.stop()
            self._broker = None
