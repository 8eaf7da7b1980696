"""OVHcloud's SMS API: `POST /sms/{serviceName}/jobs`, signed as its API asks ($1$ and SHA-1 over key, time, body)."""

import json
import time
from collections.abc import Callable
from hashlib import sha1
from typing import Any, Final

import httpx

from alarms.notify.transports.address import Address
from alarms.notify.transports.contract import Message, required_address
from alarms.notify.transports.http import Poster
from telemetry.errors import ConfigError, RejectedError, UnavailableError

_API: Final = "https://eu.api.ovh.com/1.0"


class OvhSms:
    """`ovhsms://APPLICATION_KEY:APPLICATION_SECRET@sms-ab12345-1/?consumer=CONSUMER_KEY&sender=SAMARA`.

    Without a sender, messages go out with a number that can be answered. `api` names another endpoint.
    """

    resend_s = 0.0
    at_once = 4

    def __init__(
        self, address: Address, transport: httpx.BaseTransport | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        if not (address.username and address.password and address.host):
            raise ConfigError(f"channel {address.channel}: write ovhsms://KEY:SECRET@SERVICE/?consumer=…")
        self._key, self._secret = address.username, address.password
        self._consumer = address.required("consumer")
        self._sender = address.options.get("sender", "")
        if len(self._sender) > 11:
            raise ConfigError(f"channel {address.channel}: a sender has 11 characters at most")
        self._url = f"{address.options.get('api', _API)}/sms/{address.host}/jobs"
        self._channel = address.channel
        self._poster = Poster(address.channel, transport)
        self._clock = clock

    def send(self, message: Message) -> str:
        job: dict[str, Any] = {
            "message": message.short,
            "receivers": [required_address(self._channel, message)],
            # Without it a message counts as marketing, and waits at night (22 h to 8 h) and at week-ends.
            "noStopClause": True,
            "priority": "high",
            "coding": "7bit",
            "charset": "UTF-8",
            "tag": message.key[:20],
        }
        job |= {"sender": self._sender} if self._sender else {"senderForResponse": True}
        body = json.dumps(job, ensure_ascii=False).encode()
        return self._receipt(self._poster.post(self._url, body, self._headers(body)))

    def _headers(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._clock()))
        signed = f"{self._secret}+{self._consumer}+POST+{self._url}+{body.decode()}+{timestamp}"
        return {
            "content-type": "application/json; charset=utf-8",
            "x-ovh-application": self._key,
            "x-ovh-consumer": self._consumer,
            "x-ovh-timestamp": timestamp,
            "x-ovh-signature": "$1$" + sha1(signed.encode(), usedforsecurity=False).hexdigest(),
        }

    def _receipt(self, response: httpx.Response) -> str:
        try:
            report = response.json()
            ids, invalid = report["ids"], report["invalidReceivers"]
        except (ValueError, KeyError, TypeError) as error:
            raise UnavailableError(f"{self._channel}: an answer that is no report of sending") from error
        if invalid or not ids:
            raise RejectedError(f"{self._channel}: the number is refused; write +33612345678")
        return f"OVH {ids[0]}"

    def close(self) -> None:
        self._poster.close()
