"""A signed webhook: JSON of the alarms, with HMAC-SHA256 over the time and the body.

The receiver computes `hex(hmac_sha256(secret, timestamp + "." + body))`, compares it with `X-Samara-Signature`,
and refuses a timestamp that is some minutes old: then a message that was overheard cannot be played again.
"""

import hmac
import json
import time
from collections.abc import Callable
from hashlib import sha256

import httpx

from alarms.notify.transports.address import Address
from alarms.notify.transports.contract import Message
from alarms.notify.transports.facts import alarm_facts
from alarms.notify.transports.http import Poster
from telemetry.errors import ConfigError

_SHORTEST_SECRET = 16


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """The signature of a body at a time (Unix seconds as text)."""
    return hmac.new(secret, timestamp.encode() + b"." + body, sha256).hexdigest()


class Webhook:
    """`webhook+https://host/path?secret=…`."""

    resend_s = 0.0
    at_once = 4

    def __init__(
        self, address: Address, transport: httpx.BaseTransport | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._secret = address.required("secret").encode()
        if len(self._secret) < _SHORTEST_SECRET:
            raise ConfigError(f"channel {address.channel}: a secret has 16 characters or more: openssl rand -hex 16")
        self._url = address.web(but=frozenset({"secret"}))
        self._poster = Poster(address.channel, transport)
        self._clock = clock

    def send(self, message: Message) -> str:
        facts = {
            "key": message.key,
            "test": message.test,
            "subject": message.subject,
            "text": message.plain,
            "recipient": message.address,
            "alarms": [alarm_facts(notice) for notice in message.notices],
        }
        body = json.dumps(facts, ensure_ascii=False).encode()
        timestamp = str(int(self._clock()))
        headers = {
            "content-type": "application/json",
            "x-idempotency-key": message.key,
            "x-samara-timestamp": timestamp,
            "x-samara-signature": signature(self._secret, timestamp, body),
        }
        return f"HTTP {self._poster.post(self._url, body, headers).status_code}"

    def close(self) -> None:
        self._poster.close()
