"""From the broker into the journal: nothing is acknowledged before it is on disk.

One thread does all: it reads what has arrived, appends it to the journal in one transaction, acknowledges
it in order, and reads on. So commits group themselves (the longer one takes, the larger the next), a slow
disk holds the broker back through TCP, and no queue can overflow. paho's own loop would cost a wake-up by
socket for each acknowledgement and stops at 1,024 file descriptors; its `loop_read`, `loop_write` and
`loop_misc` are made for this.
"""

import logging
import selectors
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket
from threading import Event, Thread
from typing import Any, NamedTuple, cast

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from ingest.backoff import Backoff
from ingest.options import MqttOptions
from ingest.pipeline import MAX_PAYLOAD
from ingest.sessions import Sessions
from ingest.sources.contract import Sources
from telemetry.errors import UnavailableError
from telemetry.metrics import Metrics
from telemetry.ports import Journal
from telemetry.record import RawMessage

logger = logging.getLogger(__name__)

_READ_BYTES = 64 * 1024
"""Bytes that are asked of the socket at a time."""
_BATCH_BYTES = 8 * 1024 * 1024
"""Payload bytes after which a batch is journaled, however few messages it has."""
_IDLE_S = 0.2
"""How long the thread sleeps on a quiet connection before it looks at the clock and at `stop`."""
_ANSWER_S = 10.0
"""How long the broker may take to accept the connection and the subscriptions."""


class ReceiverStatus(NamedTuple):
    """Whether messages can come now, and if not, why."""

    connected: bool
    last_error: str


class _Client(mqtt.Client):
    """paho, reading what has come at once.

    By itself it reads each message in four pieces: four system calls, and each gives the interpreter to
    another thread. This costs a fifth less alone, and more beside busy consumers.
    """

    _ahead = b""
    _taken = 0

    def _sock_recv(self, bufsize: int) -> bytes:
        if self._taken == len(self._ahead):
            self._ahead, self._taken = super()._sock_recv(_READ_BYTES), 0
        piece = self._ahead[self._taken : self._taken + bufsize]
        self._taken += len(piece)
        return piece

    @property
    def has_read_ahead(self) -> bool:
        """Whether there is data that has left the socket, here or in TLS, which no selector would report."""
        held = self.socket()
        return self._taken < len(self._ahead) or (isinstance(held, ssl.SSLSocket) and held.pending() > 0)


class MqttReceiver:
    """Keeps a persistent MQTT session and journals what it delivers, at least once.

    When the broker is away or the journal fails, the connection is dropped and tried again with growing
    pauses; the broker then delivers again whatever was not acknowledged.
    """

    def __init__(
        self, options: MqttOptions, sources: Sources, journal: Journal, metrics: Metrics, max_payload: int = MAX_PAYLOAD
    ) -> None:
        """Of a message longer than `max_payload` bytes, one byte more than that is kept: the pipeline refuses it."""
        self._options = options
        self._sources = sources
        self._journal = journal
        self._metrics = metrics
        self._max_payload = max_payload
        self._sessions = Sessions(sources, journal)
        self._inbox: list[mqtt.MQTTMessage] = []
        self._inbox_bytes = 0
        self._refusal: str | None = None
        self._subscribed = False
        self._status = ReceiverStatus(connected=False, last_error="not started")
        self._backoff = Backoff()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="mqtt-receiver", daemon=True)
        metrics.declare("samara_messages_received_total", "MQTT messages journaled")

    def start(self) -> None:
        """Begin to connect, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Disconnect; the broker keeps the session and what arrives for it."""
        self._stopping.set()
        if self._thread.ident:  # It may never have been started.
            self._thread.join()

    @property
    def status(self) -> ReceiverStatus:
        """What `/ready` shows."""
        return self._status

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                # From the journal, for what came after its last entry may have been told to nobody.
                self._sessions.prime()
                self._keep_unrepeatable()
                with self._session() as (client, selector):
                    self._status = ReceiverStatus(connected=True, last_error="")
                    while not self._stopping.is_set():
                        self._turn(client, selector)
            except Exception as error:  # noqa: BLE001 - also paho's own on a malformed packet: reconnecting cures it
                self._report(error)
                self._stopping.wait(self._backoff.pause())
        self._status = ReceiverStatus(connected=False, last_error="stopped")

    def _report(self, error: Exception) -> None:
        text = f"{type(error).__name__}: {error}" if not isinstance(error, UnavailableError | OSError) else str(error)
        if text != self._status.last_error:
            logger.warning("not receiving from %s:%d: %s", self._options.host, self._options.port, text)
        self._status = ReceiverStatus(connected=False, last_error=text)

    @contextmanager
    def _session(self) -> Iterator[tuple[_Client, selectors.BaseSelector]]:
        """A connection that has been accepted and subscribed, with what waits for its data."""
        client = self._client()
        properties = None
        if self._options.protocol == "5":
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            properties.SessionExpiryInterval = self._options.session_expiry_s
            properties.ReceiveMaximum = self._options.max_in_flight
        clean_start: Any = False if properties else mqtt.MQTT_CLEAN_START_FIRST_ONLY
        options = self._options
        self._refusal, self._subscribed = None, False
        client.connect(options.host, options.port, options.keep_alive_s, clean_start=clean_start, properties=properties)
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(cast(socket, client.socket()), selectors.EVENT_READ)
                deadline = time.monotonic() + _ANSWER_S
                while not self._subscribed:
                    self._turn(client, selector)
                    if time.monotonic() > deadline:
                        raise UnavailableError("the broker does not answer")
                yield client, selector
        finally:
            client.disconnect()
            client.loop_write()

    def _client(self) -> _Client:
        """A new client: nothing of an earlier connection is left in it, and the session is the broker's."""
        options = self._options
        client = _Client(
            CallbackAPIVersion.VERSION2,
            client_id=options.client_id,
            clean_session=False if options.protocol == "3.1.1" else None,
            protocol=mqtt.MQTTv311 if options.protocol == "3.1.1" else mqtt.MQTTv5,
            manual_ack=True,
        )
        if options.username:
            client.username_pw_set(options.username, options.password)
        if options.tls:
            client.tls_set_context(options.tls_context())
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        return client

    def _on_connect(
        self, client: mqtt.Client, _data: Any, flags: mqtt.ConnectFlags, reason: ReasonCode, _p: Any
    ) -> None:
        if reason.is_failure:
            self._refusal = f"the broker refuses the connection: {reason}; see mqtt.username, mqtt.client_id"
            return
        logger.info("connected to %s, session %s", self._options.host, "resumed" if flags.session_present else "new")
        # Also into a resumed session: the settings may have changed since.
        client.subscribe([(self._options.subscription(topic), 1) for topic in self._sources.topics])

    def _on_subscribe(self, _client: mqtt.Client, _data: Any, _mid: int, reasons: list[ReasonCode], _p: Any) -> None:
        refused = [topic for topic, reason in zip(self._sources.topics, reasons, strict=True) if reason.is_failure]
        if refused:
            self._refusal = f"the broker refuses the subscription to {', '.join(refused)}; see its access list"
        self._subscribed = not refused

    def _on_disconnect(self, _client: mqtt.Client, _data: Any, _flags: Any, reason: ReasonCode, _p: Any) -> None:
        self._refusal = self._refusal or f"disconnected: {reason}"

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        self._inbox.append(message)
        self._inbox_bytes += len(message.payload)

    def _turn(self, client: _Client, selector: selectors.BaseSelector) -> None:
        """Take what has arrived, journal it, acknowledge it; sleep a little when nothing has."""
        self._take(client)
        if self._inbox:
            for message in self._keep():
                client.ack(message.mid, message.qos)
            for reply in self._sessions.replies():
                client.publish(reply.topic, reply.payload)
        elif not client.has_read_ahead:
            selector.select(_IDLE_S)
        self._check(client.loop_misc())
        if client.want_write():
            self._check(client.loop_write())

    def _take(self, client: _Client) -> None:
        while len(self._inbox) < self._options.max_in_flight and self._inbox_bytes < _BATCH_BYTES:
            before = len(self._inbox)
            self._check(client.loop_read())
            if len(self._inbox) == before:
                return

    def _keep(self) -> list[mqtt.MQTTMessage]:
        """Journal the inbox and return it; when the journal fails it stays."""
        received_ms = time.time_ns() // 1_000_000
        self._journal.append(self._sessions.complete([self._raw(message, received_ms) for message in self._inbox]))
        self._backoff.reset()
        self._metrics.add("samara_messages_received_total", len(self._inbox))
        kept, self._inbox, self._inbox_bytes = self._inbox, [], 0
        return kept

    def _keep_unrepeatable(self) -> None:
        """After a failure of the journal, keep what came at QoS 0; the broker delivers the rest again."""
        self._inbox = [message for message in self._inbox if message.qos == 0]
        self._inbox_bytes = sum(len(message.payload) for message in self._inbox)
        if self._inbox:
            self._keep()

    def _raw(self, message: mqtt.MQTTMessage, received_ms: int) -> RawMessage:
        try:
            topic = message.topic
        except UnicodeDecodeError as error:  # A lax broker lets it pass; quarantine will show it.
            topic = error.object.decode("utf-8", "backslashreplace")
        payload = bytes(message.payload[: self._max_payload + 1])
        return RawMessage(self._sources.name_for(topic), topic, payload, received_ms, message.retain)

    def _check(self, code: MQTTErrorCode) -> None:
        """Raise what a callback or paho has found wrong with the connection."""
        if self._refusal or code != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise UnavailableError(self._refusal or mqtt.error_string(code))
