"""Everything else by Apprise: gateways of short messages, Matrix and Tchap, Mattermost, Rocket.Chat, Signal."""

import logging
from string import Template
from typing import Final
from urllib.parse import quote

from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat

from alarms.notify.transports.address import Address
from alarms.notify.transports.contract import Message
from telemetry.errors import ConfigError, RejectedError, UnavailableError

_SHORT_BODY: Final = 1000
"""A service whose messages are no longer than this is given the short form."""

_SAMPLE: Final = "+33612345678"

# Apprise's own log names what it sends to, numbers and tokens included.
logging.getLogger("apprise").setLevel(logging.CRITICAL)


class AppriseService:
    """Any URL that Apprise knows, with `$recipient` where the address of a person goes."""

    resend_s = 0.0
    at_once = 4

    def __init__(self, address: Address, url: str) -> None:
        self._channel = address.channel
        self._url = Template(url)
        self._asset = AppriseAsset(app_id="Samara", app_desc="Samara", secure_logging=True, async_mode=False)
        service = self._service(_SAMPLE)
        if service is None:
            raise ConfigError(f"channel {address.channel}: Apprise does not know {address.scheme}:// written so")
        self._is_short = service.body_maxlen <= _SHORT_BODY

    def _service(self, recipient: str) -> NotifyBase | None:
        url = self._url.safe_substitute(recipient=quote(recipient, safe=""))
        return Apprise.instantiate(url, asset=self._asset)

    def send(self, message: Message) -> str:
        service = self._service(message.address)
        if service is None:
            raise RejectedError(f"{self._channel}: the address of the recipient does not fit this service")
        body, title = (message.short, "") if self._is_short else (message.plain, message.subject)
        try:
            accepted = service.notify(body=body, title=title, body_format=NotifyFormat.TEXT)
        except Exception as error:  # A hundred services, each with errors of its own.
            raise UnavailableError(f"{self._channel}: {type(error).__name__}") from error
        if not accepted:
            raise UnavailableError(f"{self._channel}: the service did not take it")
        return "accepted"

    def close(self) -> None:
        pass
