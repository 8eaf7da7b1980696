"""How one visitor's work is allowed, and written down before it is done."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from dashboards.console.services import Visitor
from telemetry.access import Permission, Principal
from telemetry.audit import AuditEvent
from telemetry.errors import RejectedError
from telemetry.i18n import Translator
from telemetry.ports import AuditLog
from telemetry.times import to_ms, utc_now

T = TypeVar("T")


class Office:
    """What one visitor may do now, and the log of what they do."""

    def __init__(self, audit: AuditLog, visitor: Visitor, say: Translator) -> None:
        self._audit = audit
        self._visitor = visitor
        self._say = say

    @property
    def principal(self) -> Principal:
        """Who opened the page."""
        return self._visitor.principal

    def may(self, permission: Permission, tenant: str | None = None) -> bool:
        """Whether they could do something to an authority's, or (None) to the whole platform, when they came."""
        return _holds(self._visitor.principal, permission, tenant)

    async def someone(self) -> Principal:
        """Who they are now; raises `RejectedError` when their session has ended."""
        principal = await self._visitor.still()
        if principal is None:
            raise RejectedError(self._say("Your session has ended: log in again."))
        return principal

    async def allowed(self, permission: Permission, tenant: str | None = None) -> Principal:
        """Who does it, if they still may: a role that was taken away ends here, not at the next log-in.

        Raises `RejectedError`.
        """
        principal = await self.someone()
        if not _holds(principal, permission, tenant):
            raise RejectedError(self._say("Your roles do not allow this."))
        return principal

    async def do(
        self, principal: Principal, action: str, target: str, detail: Mapping[str, Any], work: Callable[[], T]
    ) -> T:
        """Write down who does what, then do it in a thread: what cannot be written down is not done.

        `principal` is what `allowed` gave for it.
        """
        event = AuditEvent(to_ms(utc_now()), principal.name, self._visitor.address, action, target, detail)

        def noted() -> T:
            self._audit.append(event)
            return work()

        return await asyncio.to_thread(noted)


def _holds(principal: Principal, permission: Permission, tenant: str | None) -> bool:
    over = principal.over(permission)
    return over is None or tenant in over
