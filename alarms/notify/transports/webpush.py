"""Web Push (RFC 8030) to the telephones on which somebody has installed the console, encrypted for each (RFC 8291)."""

import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Final

import httpx
from pywebpush import WebPusher

from alarms.notify.transports.address import Address
from alarms.notify.transports.contract import Message, required_address
from alarms.notify.transports.http import GoneError, Poster
from alarms.notify.vapid import VapidKey
from telemetry.alarm import Severity
from telemetry.errors import ConfigError, RejectedError, TelemetryError, UnavailableError
from telemetry.ports import PushSubscriptions
from telemetry.web_push import PushSubscription

_LINES: Final = 5
_LONGEST: Final = 800
"""Characters of a text: a push service takes 4,096 bytes in all (RFC 8030 §7.2), and a character has up to four."""

_HASTE: Final[Mapping[Severity, tuple[str, int]]] = {
    Severity.CRITICAL: ("high", 4 * 3600),
    Severity.MAJOR: ("high", 4 * 3600),
    Severity.MINOR: ("normal", 2 * 3600),
    Severity.WARNING: ("low", 3600),
}
"""Urgency (RFC 8030 §5.3), and for how many seconds a telephone that is off is waited for."""


class WebPush:
    """`webpush://CONTACT@HOST`: the mail address of who runs Samara; a person's address is their account's name."""

    resend_s = 0.0
    at_once = 4

    def __init__(
        self,
        address: Address,
        subscriptions: PushSubscriptions,
        key: VapidKey,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._contact = f"{address.username}@{address.host}"
        if not re.fullmatch(r"[\w.+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", self._contact):
            raise ConfigError(f"channel {address.channel}: write webpush://contact@example.fr")
        self._channel = address.channel
        self._subscriptions = subscriptions
        self._key = key
        self._poster = Poster(address.channel, transport)
        self._clock = clock

    def send(self, message: Message) -> str:
        user = required_address(self._channel, message)
        told, failures = 0, list[TelemetryError]()
        for subscription in self._subscriptions.of(user):
            try:
                self._push(subscription, message)
                told += 1
            except GoneError:
                self._subscriptions.drop(subscription.endpoint)
            except (UnavailableError, RejectedError) as failure:
                failures.append(failure)
        if told:
            return f"{told} browsers"
        if failures:
            # One that may be reached later is worth another try, whatever the others said.
            raise min(failures, key=lambda failure: isinstance(failure, RejectedError))
        raise RejectedError(f"{self._channel}: this account has no telephone; in the console it adds one")

    def _push(self, subscription: PushSubscription, message: Message) -> None:
        urgency, ttl_s = _HASTE[max(notice.alarm.severity for notice in message.notices)]
        headers = {
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(ttl_s),
            "urgency": urgency,
            "authorization": self._key.authorization(subscription.endpoint, self._contact, self._clock()),
        }
        self._poster.post(subscription.endpoint, _encrypted(subscription, told(message)), headers)

    def close(self) -> None:
        self._poster.close()
        self._subscriptions.close()


def told(message: Message) -> bytes:
    """What the telephone shows: where and what, and the page to open; a retry replaces by its `tag`."""
    lines = [f"{notice.place.site_name} · {notice.rule.title}" for notice in message.notices[:_LINES]]
    shown = {
        "title": message.subject[: _LONGEST // 4],
        "body": "\n".join(lines)[: _LONGEST // 2],
        "url": "/console/alarms",
        "tag": message.key,
    }
    return json.dumps(shown, ensure_ascii=False).encode()


def _encrypted(subscription: PushSubscription, payload: bytes) -> bytes:
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    try:
        return bytes(WebPusher({"endpoint": subscription.endpoint, "keys": keys}).encode(payload)["body"])
    except ValueError as error:  # The key is no point of the curve: nobody could read what is sent.
        raise GoneError("a browser gave a key that is none") from error
