"""What makes the console an application on a phone: manifest, icon, and a service worker that keeps its shell."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from dashboards.console.view import PATH, address
from telemetry.i18n import Translator

_HERE: Final = Path(__file__).parent
MANIFEST: Final = address("/manifest.webmanifest")
WORKER: Final = address("/service-worker.js")
_ICON: Final = address("/icon.svg")

HEAD: Final = f"""
<link rel="manifest" href="{MANIFEST}" crossorigin="use-credentials">
<meta name="theme-color" content="#1f4e79">
<script>navigator.serviceWorker?.register("{WORKER}", {{ scope: "{PATH}/" }}).catch(() => undefined);</script>
"""
"""For the head of every page; browsers refuse the worker on plain HTTP beyond loopback, and lose nothing but it."""


def install(application: FastAPI, speak: Callable[[Request], Translator]) -> None:
    """Add the routes, before the console is mounted."""

    async def manifest(request: Request) -> Response:
        return JSONResponse(described(speak(request)), media_type="application/manifest+json")

    async def worker(_request: Request) -> Response:
        return FileResponse(_HERE / "service_worker.js", media_type="text/javascript")

    async def icon(_request: Request) -> Response:
        return FileResponse(_HERE / "favicon.svg", media_type="image/svg+xml")

    for path, answer in ((MANIFEST, manifest), (WORKER, worker), (_ICON, icon)):
        application.add_route(path, answer, include_in_schema=False)


def described(say: Translator) -> dict[str, Any]:
    """The manifest (W3C Web Application Manifest): it opens on the alarms."""
    return {
        "name": f"Samara · {say('Telemetry of the territory')}",
        "short_name": "Samara",
        "lang": say.language,
        "id": PATH,
        "start_url": address("/alarms"),
        "scope": f"{PATH}/",
        "display": "standalone",
        "background_color": "#e9ecef",
        "theme_color": "#1f4e79",
        "icons": [{"src": _ICON, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
