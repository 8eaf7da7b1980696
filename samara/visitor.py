"""Who looks at the live page: the caller that the API knows, asked again as long as the page is open."""

from starlette.requests import Request

from api.auth.directory import Directory
from api.auth.visit import visit_of
from telemetry.access import Principal


class ConsoleVisitor:
    """The person of a session; or, in a demo, everybody."""

    def __init__(self, directory: Directory, request: Request) -> None:
        self._directory = directory
        self._visit = visit_of(request.scope)

    @property
    def principal(self) -> Principal:
        return self._visit.principal

    @property
    def address(self) -> str:
        return self._visit.address

    async def still(self) -> Principal | None:
        if not self._visit.session:
            return self._visit.principal
        await self._directory.fresh()
        found = self._directory.session(self._visit.session)
        return found[1].principal if found else None
