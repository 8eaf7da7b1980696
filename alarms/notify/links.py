"""Acknowledging without an account: signed links in messages, and replies that bear a code.

A link names one alarm and one recipient, until an instant, under an HMAC-SHA256 cut to 80 bits (RFC 2104 §5). A code
is short enough to be typed on a telephone; it only counts from the number or mailbox that was told.
"""

import hmac
import struct
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from hashlib import sha256
from typing import Final, NamedTuple

from telemetry.alarm import Alarm
from telemetry.errors import ConfigError, ParseError

_MAC: Final = 10
_FIXED: Final = struct.Struct(">6s6sHI")
"""Hash of the source and time of raising of an alarm's id, its branch, and the end of the link in Unix seconds."""

_CODE_LENGTH: Final = 5
_SHORTEST_SECRET: Final = 32


class Claim(NamedTuple):
    """What a link says: this recipient may acknowledge this alarm until then."""

    alarm_id: str
    recipient: str
    until_ms: int


class Links:
    """Makes links below `public_url`, and reads them back."""

    def __init__(self, public_url: str, secret: str, lifetime_s: int = 24 * 3600) -> None:
        if len(secret) < _SHORTEST_SECRET:
            raise ConfigError(f"notify.secret_key: {_SHORTEST_SECRET} characters or more: openssl rand -hex 32")
        self._url = public_url.rstrip("/")
        self._secret = secret.encode()
        self._lifetime_s = lifetime_s

    def link(self, alarm: Alarm, recipient: str, now_ms: int) -> str:
        """The URL by which a recipient acknowledges an alarm; empty where there is no public URL."""
        return f"{self._url}/a/{self.token(alarm.id, recipient, now_ms)}" if self._url else ""

    def token(self, alarm_id: str, recipient: str, now_ms: int) -> str:
        """The signed part of a link."""
        source, raised, branch = alarm_id.split("-")
        until_s = now_ms // 1000 + self._lifetime_s
        fixed = _FIXED.pack(bytes.fromhex(source), int(raised, 16).to_bytes(6), int(branch), until_s)
        body = fixed + recipient.encode()
        return urlsafe_b64encode(self._mac(body) + body).decode().rstrip("=")

    def read(self, token: str, now_ms: int) -> Claim:
        """What a token says; raises `ParseError` for one that is not ours, or is too old."""
        try:
            signed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
            mac, body = signed[:_MAC], signed[_MAC:]
            source, raised, branch, until_s = _FIXED.unpack(body[: _FIXED.size])
            recipient = body[_FIXED.size :].decode()
        except (NotBase64, struct.error, ValueError) as error:
            raise ParseError("this is no link of ours; open it as it stands in the message") from error
        # What decodes to the same bytes is the same link; what differs in one bit has another MAC.
        if not hmac.compare_digest(mac, self._mac(body)):
            raise ParseError("this link was changed on its way; open it as it stands in the message")
        if now_ms >= until_s * 1000:
            raise ParseError("this link has expired; open the alarm in Samara")
        return Claim(f"{source.hex()}-{int.from_bytes(raised):x}-{branch}", recipient, until_s * 1000)

    def code(self, alarm_id: str) -> str:
        """What a reply bears to mean an alarm: five letters and digits, none that look alike."""
        mac = hmac.new(self._secret, b"code:" + alarm_id.encode(), sha256).digest()
        # Base32 has no 0, 1, 8 and 9; O and I go too.
        return b32encode(mac).decode().translate(_CLEAR)[:_CODE_LENGTH]

    def meant(self, code: str, alarms: Iterable[Alarm]) -> list[Alarm]:
        """The alarms that a code means: one, unless two codes happen to be the same."""
        wanted = code.upper().translate(_CLEAR)
        return [alarm for alarm in alarms if self.code(alarm.id) == wanted]

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self._secret, b"link:" + body, sha256).digest()[:_MAC]


_CLEAR: Final = str.maketrans({"O": "8", "0": "8", "I": "9", "1": "9"})
