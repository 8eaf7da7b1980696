"""Logging in and out: every attempt is throttled, and written down with who, when, from where."""

from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.auth.directory import Directory
from api.auth.limits import Buckets
from api.auth.passwords import is_password
from api.auth.security import Security
from telemetry.accounts import Session, User, hashed, new_secret
from telemetry.audit import AuditEvent


class _Limit(NamedTuple):
    """How many failures are forgiven at once, and how many a second in the long run."""

    rate: float
    burst: float


_PAIR = _Limit(1 / 30, 5)
_ADDRESS = _Limit(1 / 10, 20)
_NAME = _Limit(1 / 10, 50)
"""A name is throttled less than a name at one address: or anybody could lock anybody out."""


class SignIn:
    """Checks passwords, begins and ends sessions. Its methods run in the event loop, what is slow in threads."""

    def __init__(self, security: Security, directory: Directory) -> None:
        self._security = security
        self._directory = directory
        self._failures = Buckets(security.clock)

    async def with_password(self, name: str, password: str, address: str) -> str:
        """The token of a new session; 401 for a wrong name or password, 429 after too many of them."""
        limits = ((f"{name}\0{address}", _PAIR), (f"\0{address}", _ADDRESS), (name, _NAME))
        wait_s = max(self._failures.is_empty(client, *limit) for client, limit in limits)
        if wait_s:
            detail = f"too many failed log-ins; try again in {wait_s} seconds"
            raise HTTPException(429, detail, {"retry-after": str(wait_s)})
        # Taken before the password is looked at, so that many at once gain nothing; given back by success.
        for client, limit in limits:
            self._failures.take(client, *limit)
        user = self._directory.user(name)
        right = await run_in_threadpool(is_password, user.password if user else "", password)
        if user is None or not right or user.disabled:
            await self._note("login.failure", name, address, {"way": "password"})
            raise HTTPException(401, "name or password is wrong, or the account is disabled")
        self._failures.forget(limits[0][0])
        return await self.begin(user, address, "password")

    async def begin(self, user: User, address: str, way: str) -> str:
        """Begin a session for somebody who has shown who they are."""
        token, now_ms = new_secret(), self._directory.now_ms
        session = Session(hashed(token), user.name, now_ms, now_ms + self._security.session_ms)
        await self._note("login.success", user.name, address, {"way": way})
        await run_in_threadpool(self._keep, session)
        return token

    async def refuse(self, name: str, address: str, reason: str) -> None:
        """Write down that an identity provider's word was not enough."""
        await self._note("login.failure", name, address, {"way": "openid", "reason": reason})

    async def end(self, token: str, name: str, address: str) -> None:
        """End a session."""
        await self._note("logout", name, address, {})
        await run_in_threadpool(self._forget, token)

    def _keep(self, session: Session) -> None:
        accounts = self._security.accounts
        accounts.end_sessions(before_ms=session.created_ms)
        accounts.put_session(session)
        self._directory.refresh()

    def _forget(self, token: str) -> None:
        self._security.accounts.end_sessions(token_hash=hashed(token))
        self._directory.refresh()

    async def _note(self, action: str, name: str, address: str, detail: dict[str, str]) -> None:
        name = name[:100]
        event = AuditEvent(self._directory.now_ms, name, address, action, name, detail)
        await run_in_threadpool(self._security.audit.append, event)
