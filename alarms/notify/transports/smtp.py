"""E-mail by the standard library, since Apprise gives each attempt a new Message-ID and drops the server's answer."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final

from alarms.notify.transports.address import Address
from alarms.notify.transports.contract import Message, required_address
from telemetry.alarm import DeliveryKind, Severity
from telemetry.errors import ConfigError, RejectedError, UnavailableError
from telemetry.times import utc_now

_TIMEOUT_S: Final = 15.0
_PORTS: Final = {"smtp": 587, "smtps": 465}
_PERMANENT: Final = 500


class Smtp:
    """`smtp://user:password@host:587/?from=alarmes@example.fr`, with STARTTLS unless `tls=no`; or `smtps://…`."""

    resend_s = 0.0
    at_once = 4

    def __init__(self, address: Address) -> None:
        self._sender = address.required("from")
        mailbox = parseaddr(self._sender)[1]
        self._domain = mailbox.rpartition("@")[2]
        if not address.host or "@" not in mailbox:
            raise ConfigError(f"channel {address.channel}: write {address.scheme}://host/?from=alarmes@example.fr")
        self._mailbox = mailbox
        self._address = address
        self._starttls = address.scheme == "smtp" and address.options.get("tls") != "no"

    def send(self, message: Message) -> str:
        recipient = required_address(self._address.channel, message)
        mail = self._mail(message)
        try:
            with self._open() as server:
                self._log_in(server)
                return self._hand_over(server, mail, recipient)
        except smtplib.SMTPResponseException as error:
            raise self._refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise UnavailableError(f"{self._address.channel}: {type(error).__name__}, no connection") from error

    def _open(self) -> smtplib.SMTP:
        host, port = self._address.host, self._address.port or _PORTS[self._address.scheme]
        if self._address.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_S, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=_TIMEOUT_S)

    def _log_in(self, server: smtplib.SMTP) -> None:
        if self._starttls:
            server.starttls(context=ssl.create_default_context())
        if self._address.username:
            server.login(self._address.username, self._address.password)
        server.ehlo_or_helo_if_needed()

    def _hand_over(self, server: smtplib.SMTP, mail: EmailMessage, recipient: str) -> str:
        """The transaction step by step, for `sendmail` drops the answer that says under which name it was queued."""
        for code, said in (server.mail(self._mailbox), server.rcpt(recipient), server.data(mail.as_bytes())):
            if code not in (250, 251):
                raise self._refusal(code, said)
        return said.decode(errors="replace")[:200]

    def _refusal(self, code: int, said: bytes | str) -> RejectedError | UnavailableError:
        text = said.decode(errors="replace") if isinstance(said, bytes) else said
        # A login that fails today may be repaired tomorrow; only the message itself is refused for good.
        lasting = code >= _PERMANENT and code not in (530, 534, 535)
        return (RejectedError if lasting else UnavailableError)(f"{self._address.channel}: {code} {text[:200]}")

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage(SMTP)
        mail["From"] = self._sender
        mail["To"] = message.address
        mail["Subject"] = " ".join(message.subject.split())
        mail["Date"] = format_datetime(utc_now())
        mail["Message-ID"] = f"<{message.key}@{self._domain}>"
        mail["X-Idempotency-Key"] = message.key
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence note comes back.
        if message.notices:
            # Mail programs show what refers to the same thread together: an alarm and its all-clear.
            mail["References"] = f"<{message.notices[0].alarm.id}@{self._domain}>"
        if any(_is_urgent(notice.kind, notice.alarm.severity) for notice in message.notices):
            mail["X-Priority"] = "1"
            mail["Importance"] = "high"
        mail.set_content(message.plain)
        if message.html:
            mail.add_alternative(message.html, subtype="html")
        return mail

    def close(self) -> None:
        pass


def _is_urgent(kind: DeliveryKind, severity: Severity) -> bool:
    return kind is DeliveryKind.PAGE and severity >= Severity.MAJOR
