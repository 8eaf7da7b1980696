"""MQTT for simulators: a publisher that never has too much on the way, and a recorder of what passes by."""

import logging
import ssl
from collections.abc import Iterator
from queue import Empty, Full, Queue
from threading import BoundedSemaphore, Event
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion

from telemetry.errors import ConfigError, RejectedError, TelemetryError, UnavailableError
from telemetry.record import RawMessage
from telemetry.settings import MqttSettings
from telemetry.times import to_ms, utc_now

_log = logging.getLogger(__name__)

_PROTOCOLS = {"3.1.1": MQTTProtocolVersion.MQTTv311, "5": MQTTProtocolVersion.MQTTv5}
_PATIENCE_S = 10.0


class Connection:
    """A connection to a broker that comes back by itself. `settings.client_id` is not used: that is the ingest's."""

    def __init__(self, settings: MqttSettings) -> None:
        self._settings = settings
        self._answered = Event()
        self._refusal: str | None = None
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=_PROTOCOLS[settings.protocol])
        self._client.reconnect_delay_set(1, 30)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        if settings.username:
            self._client.username_pw_set(settings.username, settings.password.get_secret_value())
        if urlsplit(settings.url).scheme == "mqtts":
            self._use_tls(settings)

    def start(self) -> None:
        """Connect; raises `UnavailableError` when nobody answers, `RejectedError` when the broker refuses."""
        parts = urlsplit(self._settings.url)
        default = 8883 if parts.scheme == "mqtts" else 1883
        try:
            self._client.connect(parts.hostname or "", parts.port or default, self._settings.keep_alive_s)
        except (OSError, ValueError) as error:
            raise UnavailableError(f"no broker at {self._settings.url}: {error}; see mqtt.url, or --broker") from error
        self._client.loop_start()
        if not self._answered.wait(_PATIENCE_S):
            self.stop()
            raise UnavailableError(f"{self._settings.url} does not answer as an MQTT broker; see mqtt.url")
        if self._refusal:
            self.stop()
            raise RejectedError(f"{self._settings.url} refuses the connection: {self._refusal}")

    def stop(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()

    def connected(self) -> None:
        """What to do at each connection, the first included."""
        self._answered.set()

    def _use_tls(self, settings: MqttSettings) -> None:
        ca, cert, key = (
            str(file) if file else None for file in (settings.ca_file, settings.cert_file, settings.key_file)
        )
        try:
            self._client.tls_set(ca, cert, key)
        except (OSError, ValueError, ssl.SSLError) as error:
            raise ConfigError(f"mqtt.ca_file, cert_file or key_file: {error}") from error

    def _on_connect(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._refuse(str(reason))
        else:
            self.connected()

    def _refuse(self, reason: str) -> None:
        self._refusal = reason
        self._answered.set()

    def _on_disconnect(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            _log.warning("lost the broker %s (%s); trying again", self._settings.url, reason)


class Publisher(Connection):
    """Publishes at QoS 1 with at most `in_flight` messages unacknowledged: `publish` waits when there are more.

    What is unacknowledged when the connection is lost is sent again after it. `give_up`, once set, ends the waiting
    for a broker that is away.
    """

    def __init__(self, settings: MqttSettings, in_flight: int = 200, give_up: Event | None = None) -> None:
        super().__init__(settings)
        if not 1 <= in_flight <= 65535:
            raise ConfigError(f"{in_flight} messages in flight; give 1 to 65535")
        self._in_flight = in_flight
        self._room = BoundedSemaphore(in_flight)
        self._give_up = give_up or Event()
        self._client.max_inflight_messages_set(in_flight)
        self._client.on_publish = self._on_publish

    def publish(self, topic: str, payload: bytes, *, retained: bool = False) -> None:
        """Send one message; returns when it is on its way.

        Raises `UnavailableError` when it has given up waiting for the broker, `RejectedError` for a bad topic.
        """
        while not self._room.acquire(timeout=0.2):
            if self._give_up.is_set():
                raise UnavailableError(f"{self._settings.url} acknowledges no more; see whether the broker is up")
        try:
            sent = self._client.publish(topic, payload, qos=1, retain=retained)
        except ValueError as error:
            self._room.release()
            raise RejectedError(f"cannot publish to {topic!r:.100}: {error}") from error
        if sent.rc not in (MQTTErrorCode.MQTT_ERR_SUCCESS, MQTTErrorCode.MQTT_ERR_NO_CONN):
            raise TelemetryError(f"cannot publish to {topic!r:.100}: {paho.error_string(sent.rc)}")

    def flush(self, timeout: float = 60.0) -> None:
        """Wait until everything is acknowledged; raises `UnavailableError` when it is not in time."""
        for taken in range(self._in_flight):
            if not self._room.acquire(timeout=timeout):
                missing = self._in_flight - taken
                raise UnavailableError(f"{self._settings.url}: up to {missing} messages without acknowledgement")
        for _ in range(self._in_flight):
            self._room.release()

    def stop(self) -> None:
        """Disconnect without waiting; call `flush` before it."""
        self._give_up.set()
        super().stop()

    def _on_publish(self, _client: Any, _data: Any, _mid: int, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            _log.warning("the broker refuses a message: %s", reason)
        self._room.release()


class Recorder(Connection):
    """Hears what passes on a topic filter; `source` names the parser that will read it later."""

    def __init__(self, settings: MqttSettings, topic_filter: str, source: str = "chirpstack") -> None:
        super().__init__(settings)
        self._filter = topic_filter
        self._source = source
        self._heard: Queue[RawMessage] = Queue(maxsize=10_000)
        self._stopping = Event()
        self._client.on_message = self._on_message
        self._client.on_subscribe = self._on_subscribe

    def connected(self) -> None:
        """Subscribe, again after each loss: the session ends with the connection."""
        try:
            self._client.subscribe(self._filter, qos=1)
        except ValueError as error:
            self._refuse(f"topic filter {self._filter!r:.100}: {error}")

    def _on_subscribe(self, _client: Any, _data: Any, _mid: int, reasons: list[Any], _properties: Any) -> None:
        if reasons[0].is_failure:
            self._refuse(f"topic filter {self._filter!r:.100}: {reasons[0]}")
        self._answered.set()

    def messages(self, stop: Event) -> Iterator[RawMessage]:
        """What is heard until `stop` is set, in order."""
        while not (stop.is_set() and self._heard.empty()):
            try:
                yield self._heard.get(timeout=0.1)
            except Empty:
                continue

    def stop(self) -> None:
        """Disconnect."""
        self._stopping.set()
        super().stop()

    def _on_message(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        raw = RawMessage(self._source, message.topic, bytes(message.payload), to_ms(utc_now()), message.retain)
        # A full queue holds back the acknowledgement, hence the broker: better than losing what was to be recorded.
        while not self._stopping.is_set():
            try:
                self._heard.put(raw, timeout=0.2)
            except Full:
                continue
            break
