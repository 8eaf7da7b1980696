"""Passwords: argon2id, with the parameters that RFC 9106 recommends where memory is scarce (64 MiB, 3 passes)."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from telemetry.errors import RejectedError

SHORTEST = 12
LONGEST = 200

_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
# Each takes 64 MiB: a crowd at the door must not take them all at once.
_ROOM = BoundedSemaphore(4)


def hash_password(password: str) -> str:
    """The hash to keep of a password; `RejectedError` when it is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise RejectedError(f"a password has {SHORTEST} to {LONGEST} characters; several words are good ones")
    with _ROOM:
        return _HASHER.hash(password)


def is_password(kept: str, password: str) -> bool:
    """Whether that is the password; as slow when none is kept, so that nobody learns which names exist."""
    try:
        with _ROOM:
            _HASHER.verify(kept or _nobodys(), password[: LONGEST + 1].encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
