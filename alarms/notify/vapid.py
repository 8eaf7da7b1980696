"""The key by which push services know this server (VAPID, RFC 8292)."""

import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02, VapidException
from py_vapid.utils import b64urlencode

from telemetry.errors import ConfigError

_VALID_S: Final = 12 * 3600
"""How long a signature counts; RFC 8292 §2 allows a day."""


class VapidKey:
    """A P-256 key pair in a file that only this account reads; a browser's subscription is bound to it for good."""

    def __init__(self, vapid: Vapid02) -> None:
        self._vapid = vapid

    @classmethod
    def opened(cls, path: Path) -> "VapidKey":
        """The key of a file, which is made the first time; raises `ConfigError`."""
        fresh = Vapid02()
        fresh.generate_keys()
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(fresh.private_pem())
            return cls(fresh)
        except FileExistsError:
            pass
        try:
            return cls(Vapid02.from_pem(path.read_bytes()))
        except (OSError, ValueError, VapidException) as error:
            raise ConfigError(f"{path}: no readable VAPID key; remove it, and telephones subscribe again") from error

    @property
    def public(self) -> str:
        """What a browser is given to subscribe: the point of the curve, uncompressed, in base64url."""
        point = self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return str(b64urlencode(point))

    def authorization(self, endpoint: str, contact: str, now_s: float) -> str:
        """The header `Authorization` for one push service; `contact` is a mail address its operators may write to."""
        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": f"mailto:{contact}", "exp": int(now_s) + _VALID_S}
        return str(self._vapid.sign(claims)["Authorization"])
