"""The state of each alarm as a retained MQTT message, taken away when the alarm is closed."""

import json
import ssl
from threading import Event, Lock
from typing import Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from alarms.notify.transports.address import Address
from alarms.notify.transports.contract import Message, Notice
from alarms.notify.transports.facts import alarm_facts
from telemetry.errors import ConfigError, RejectedError, UnavailableError

_PATIENCE_S: Final = 10.0
_NOT_IN_LEVELS: Final = str.maketrans(dict.fromkeys("+#/\0", "_"))


class MqttStates:
    """`mqtt://user:password@host/topic/prefix` or `mqtts://…`: one topic an alarm below `prefix/tenant/site`."""

    resend_s = 0.0
    at_once = 1

    def __init__(self, address: Address) -> None:
        self._prefix = address.path.strip("/")
        if not address.host or not self._prefix or set("+#") & set(self._prefix):
            raise ConfigError(f"channel {address.channel}: write {address.scheme}://host/topic/prefix")
        self._address = address
        self._connecting = Lock()
        self._answered = Event()
        self._refusal = ""
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.on_connect = self._on_connect
        if address.username:
            self._client.username_pw_set(address.username, address.password)
        if address.scheme == "mqtts":
            self._client.tls_set_context(ssl.create_default_context())

    def send(self, message: Message) -> str:
        self._connect()
        sent = [
            self._client.publish(
                self._topic(notice), _payload(notice, test=message.test), qos=1, retain=not message.test
            )
            for notice in message.notices
        ]
        try:
            for one in sent:
                one.wait_for_publish(_PATIENCE_S)
        except (RuntimeError, ValueError) as error:
            raise UnavailableError(f"{self._address.channel}: {error}") from error
        if not all(one.is_published() for one in sent):
            raise UnavailableError(f"{self._address.channel}: the broker does not acknowledge")
        return f"{len(sent)} published"

    def _topic(self, notice: Notice) -> str:
        source = notice.alarm.source
        tenant, site = (level.translate(_NOT_IN_LEVELS) for level in (source.tenant, source.site))
        return f"{self._prefix}/{tenant}/{site}/{notice.alarm.id}"

    def _connect(self) -> None:
        with self._connecting:
            if not self._client.is_connected():
                self._client.loop_stop()
                self._answered.clear()
                try:
                    default = 8883 if self._address.scheme == "mqtts" else 1883
                    self._client.connect(self._address.host, self._address.port or default)
                except (OSError, ValueError) as error:
                    raise UnavailableError(f"{self._address.channel}: no broker ({type(error).__name__})") from error
                self._client.loop_start()
                if not self._answered.wait(_PATIENCE_S):
                    raise UnavailableError(f"{self._address.channel}: no answer of a broker")
            if self._refusal:
                raise RejectedError(f"{self._address.channel}: the broker refuses: {self._refusal}")

    def _on_connect(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        self._refusal = str(reason) if reason.is_failure else ""
        self._answered.set()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def _payload(notice: Notice, *, test: bool) -> bytes:
    """The facts of an open alarm; nothing for a closed one, which takes the retained message away."""
    if not notice.alarm.open:
        return b""
    return json.dumps({**alarm_facts(notice), "test": test}, ensure_ascii=False).encode()
