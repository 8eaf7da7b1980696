"""How to reach the broker: everything that an MQTT session is set up with."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ingest.deduplication import GENERATION
from telemetry.errors import ConfigError


@dataclass(frozen=True, slots=True)
class MqttOptions:
    """One broker and one persistent session on it; checked when made, by `ConfigError`.

    `client_id` names the session: two processes with the same one push each other out. `group` makes the
    subscriptions shared, so that several processes divide the messages. `max_in_flight` messages are taken
    before the journal has them; MQTT 5 tells the broker, in 3.1.1 its own `max_inflight_messages` rules.
    """

    host: str
    port: int = 1883
    client_id: str = "samara"
    protocol: Literal["3.1.1", "5"] = "3.1.1"
    username: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    group: str = ""
    keep_alive_s: int = 30
    max_in_flight: int = 2000
    session_expiry_s: int = 7 * 86_400

    def __post_init__(self) -> None:
        if not self.host or not 0 < self.port < 65536:
            raise ConfigError(f"no broker at {self.host!r}, port {self.port}: write mqtt://host:port")
        if not self.client_id:
            raise ConfigError("a persistent session needs an MQTT client id")
        if any(sign in self.group for sign in "/+#"):
            raise ConfigError(f"the subscription group {self.group!r} may not contain / + #")
        if self.key_file and not self.cert_file:
            raise ConfigError(f"the key {self.key_file} has no certificate: set mqtt.cert_file")
        if not 0 < self.max_in_flight <= GENERATION:
            # Whatever is in flight is delivered again after a crash, and must still be remembered then.
            raise ConfigError(f"max_in_flight is {self.max_in_flight}; give 1 to {GENERATION}")
        if self.tls:
            self.tls_context()

    def tls_context(self) -> ssl.SSLContext:
        """The TLS context; read anew for each connection, so that renewed certificates are found."""
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
            if self.cert_file:
                context.load_cert_chain(self.cert_file, self.key_file)
        except OSError as error:  # ssl.SSLError is one
            files = ", ".join(str(file) for file in (self.ca_file, self.cert_file, self.key_file) if file)
            raise ConfigError(f"TLS files of the broker ({files}): {error}") from error
        return context

    def subscription(self, topic_filter: str) -> str:
        """The filter to subscribe to, shared where there is a group (MQTT 5 §4.8.2, also in Mosquitto's 3.1.1)."""
        return f"$share/{self.group}/{topic_filter}" if self.group else topic_filter
