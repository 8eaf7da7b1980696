"""The HTTP application, from its services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api import problems
from api.guard import Guard
from api.openapi import Api
from api.parameters import refuse_unknown
from api.routers import health, indicators, live, quarantine, readings, registry
from api.services import Services
from api.view import View
from api.watchers import Watchers


def create_app(services: Services) -> FastAPI:
    """Build the application; nothing connects, and nothing runs until somebody asks.

    `app.state.watchers.close()` ends the live streams: whoever stops the server calls it first, since a
    server waits for its open connections.
    """
    watchers = Watchers(services.live)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        watchers.close()

    app = Api(version=services.version, lifespan=lifespan, dependencies=[Depends(refuse_unknown)])
    app.state.services = services
    app.state.view = View(services, watchers)
    app.state.watchers = watchers
    for part in (registry, readings, indicators, live, quarantine, health):
        app.include_router(part.router)
    problems.install(app)
    # Level 1 makes JSON nearly as small as level 9 does, and costs a fraction.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=1)
    app.add_middleware(Guard)
    return app
