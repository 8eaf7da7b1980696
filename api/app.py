"""The HTTP application, from its services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api import problems
from api.access import authorize
from api.alarm_watchers import AlarmWatchers
from api.auth.directory import Directory
from api.auth.identify import Identify
from api.auth.security import Security
from api.auth.sign_in import SignIn
from api.guard import Guard
from api.login import IdentityProvider, LoginPages
from api.openapi import Api
from api.parameters import refuse_unknown
from api.public import Public
from api.recent import Recent
from api.routers import (
    alarm_actions,
    alarms,
    health,
    indicators,
    ingest,
    live,
    push_subscriptions,
    quarantine,
    readings,
    registry,
    session,
)
from api.services import Services
from api.watchers import Watchers


def create_app(services: Services) -> FastAPI:
    """Build the application; nothing connects, and nothing runs until somebody asks.

    `app.state.watchers.close()` ends the live streams: whoever stops the server calls it first, since a
    server waits for its open connections.
    """
    watchers = Watchers(services.live)
    alarm_watchers = AlarmWatchers()
    security = services.security
    directory = Directory(security.accounts, services.now)
    sign_in = SignIn(security, directory)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        watchers.close()
        alarm_watchers.close()
        directory.flush()

    app = Api(version=services.version, lifespan=lifespan, dependencies=[Depends(authorize), Depends(refuse_unknown)])
    app.state.services = services
    app.state.directory = directory
    app.state.sign_in = sign_in
    app.state.watchers = watchers
    app.state.recent = Recent()
    app.state.alarm_watchers = alarm_watchers
    for part in (
        registry,
        readings,
        ingest,
        indicators,
        live,
        alarms,
        alarm_actions,
        quarantine,
        session,
        push_subscriptions,
        health,
    ):
        app.include_router(part.router)
    LoginPages(security, sign_in, _identity_provider(security)).install(app)
    problems.install(app)
    # The last one that is added is the first to see a request.
    app.add_middleware(Public)
    app.add_middleware(Identify, security, directory)
    # Level 1 makes JSON nearly as small as level 9 does, and costs a fraction.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=1)
    app.add_middleware(Guard)
    return app


def _identity_provider(security: Security) -> IdentityProvider | None:
    if security.oidc is None:
        return None
    # The libraries of OpenID Connect take longer to load than the rest of this package: only who uses it waits.
    from api.auth.oidc import OidcClient  # noqa: PLC0415

    return OidcClient(security.oidc, security.accounts)
