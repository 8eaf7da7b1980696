"""What the accounts hold, in memory: a key is checked by one look-up, and no request waits for a database.

Another process (`samara key revoke`) is noticed by the revision, within `FRESH_S` seconds.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from starlette.concurrency import run_in_threadpool

from telemetry.access import Openness
from telemetry.accounts import ApiKey, Held, KeyUse, Session, User, hashed
from telemetry.errors import UnavailableError
from telemetry.ports import Accounts
from telemetry.times import to_ms

FRESH_S = 2.0
_FLUSH_S = 60.0
_DAY_MS = 86_400_000

_log = logging.getLogger(__name__)


class Directory:
    """Keys, sessions, people and openness as they were at most `FRESH_S` ago; and the uses of keys."""

    def __init__(self, accounts: Accounts, now: Callable[[], datetime]) -> None:
        self._accounts = accounts
        self._now = now
        self._held = Held(revision=-1)
        self._keys: dict[str, ApiKey] = {}
        self._uses: dict[str, KeyUse] = {}
        self._unsaved: set[str] = set()
        self._due = self._flush_due = 0.0
        self.openness = Openness()

    @property
    def now_ms(self) -> int:
        """The present."""
        return to_ms(self._now())

    async def fresh(self) -> None:
        """Read again what has changed, if it is time to ask; what cannot be read stays as it is known.

        Raises `UnavailableError` when nothing could be read yet.
        """
        if self._held.revision < 0:
            self.refresh()
            self._due = time.monotonic() + FRESH_S
        if time.monotonic() < self._due:
            return
        # Others go on meanwhile with what is known.
        self._due = time.monotonic() + FRESH_S
        try:
            await run_in_threadpool(self.refresh)
            if time.monotonic() >= self._flush_due:
                self._flush_due = time.monotonic() + _FLUSH_S
                await run_in_threadpool(self.flush)
        except UnavailableError as error:
            _log.warning("accounts: %s", error)

    def refresh(self) -> None:
        """Read what has changed now; raises `UnavailableError`."""
        if self._accounts.revision() == self._held.revision:
            return
        held = self._accounts.held()
        self._held = held
        self._keys = {key.secret_hash: key for key in held.keys.values()}
        self._uses = {**held.uses, **self._uses}
        self.openness = Openness(held.rules)

    def key(self, secret: str) -> ApiKey | None:
        """The key with this secret, if it is valid."""
        key = self._keys.get(hashed(secret))
        return key if key is not None and key.valid(self.now_ms) else None

    def session(self, token: str) -> tuple[Session, User] | None:
        """The session of this token with its person, if both are valid."""
        session = self._held.sessions.get(hashed(token))
        user = self._held.users.get(session.user) if session else None
        if session is None or user is None or user.disabled or session.expires_ms <= self.now_ms:
            return None
        return session, user

    def user(self, name: str) -> User | None:
        """The user of this name."""
        return self._held.users.get(name)

    def count_use(self, key: ApiKey) -> int:
        """Note a use of a key, and return how many there have been today (UTC)."""
        now_ms = self.now_ms
        last = self._uses.get(key.id, KeyUse())
        day = now_ms // _DAY_MS
        use = KeyUse(now_ms, day, last.calls + 1 if last.day == day else 1)
        self._uses[key.id] = use
        self._unsaved.add(key.id)
        return use.calls

    def flush(self) -> None:
        """Write the uses of keys; raises `UnavailableError`."""
        unsaved, self._unsaved = self._unsaved, set()
        if unsaved:
            self._accounts.note_uses({key: self._uses[key] for key in unsaved})
