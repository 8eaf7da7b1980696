"""The log-in page: plain HTML that needs no script, in French or English."""

import logging
from collections.abc import Callable, Mapping
from html import escape
from typing import Final, Protocol
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.auth.cookies import PENDING, SESSION, cookie_name, set_cookie
from api.auth.security import Security
from api.auth.sign_in import SignIn
from api.auth.visit import same_origin, visit_of
from telemetry.accounts import User, csrf_token, is_csrf_token
from telemetry.errors import RejectedError, TelemetryError, UnavailableError
from telemetry.i18n import LANGUAGES, Translator, translator

_log = logging.getLogger(__name__)

_MOST_BYTES: Final = 4096
_PENDING_S: Final = 600
_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
}
_PAGE: Final = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Samara · {title}</title>
<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }}
main {{ max-width: 22rem; margin: 12vh auto; padding: 0 1rem; }}
label, input, button {{ display: block; width: 100%; box-sizing: border-box; font: inherit; }}
input, button {{ padding: .6rem; margin: .25rem 0 1rem; }}
[role=alert] {{ border-left: .3rem solid #b3261e; padding-left: .7rem; }}
</style>
</head>
<body><main><h1>Samara</h1>{body}</main></body>
</html>
"""


class IdentityProvider(Protocol):
    """Somebody else who knows people; both methods block, and raise `RejectedError` or `UnavailableError`."""

    def begin(self, callback: str, wanted: str) -> tuple[str, str]:
        """Where to send the browser, and what it must bring back in a cookie."""

    def finish(self, query: Mapping[str, str], pending: str, callback: str) -> tuple[User, str]:
        """The person that came back, and the path they wanted."""


class LoginPages:
    """The pages, and what they post to. They are no part of the API's document."""

    def __init__(self, security: Security, sign_in: SignIn, oidc: IdentityProvider | None) -> None:
        self._security = security
        self._sign_in = sign_in
        self._oidc = oidc

    def install(self, application: FastAPI) -> None:
        """Add the routes."""
        application.add_route("/login", self.show, methods=["GET"], include_in_schema=False)
        application.add_route("/login", self.log_in, methods=["POST"], include_in_schema=False)
        application.add_route("/logout", self.log_out, methods=["POST"], include_in_schema=False)
        if self._oidc is not None:
            application.add_route("/login/openid", self.leave, methods=["GET"], include_in_schema=False)
            application.add_route("/login/callback", self.come_back, methods=["GET"], include_in_schema=False)

    async def show(self, request: Request) -> Response:
        """The form; or, for somebody who is logged in, the way out."""
        visit = visit_of(request.scope)
        say = self._speak(request)
        if visit.session:
            return _page(say, _logged_in(say, visit.principal.name, csrf_token(visit.session)))
        return self._form(say, local_path(request.query_params.get("next", "")))

    async def log_in(self, request: Request) -> Response:
        """What the form posts."""
        form = await self._posted(request)
        wanted = local_path(form("next"))
        try:
            token = await self._sign_in.with_password(
                form("name")[:100], form("password")[:201], visit_of(request.scope).address
            )
        except HTTPException as refused:
            return self._form(self._speak(request), wanted, refused)
        return self._welcome(wanted, token)

    async def log_out(self, request: Request) -> Response:
        """What the button posts."""
        form = await self._posted(request)
        visit = visit_of(request.scope)
        if visit.session and is_csrf_token(form("csrf_token"), visit.session):
            await self._sign_in.end(visit.session, visit.principal.name, visit.address)
        answer = RedirectResponse("/login", 303, _HEADERS)
        set_cookie(answer, SESSION, "", 0, secure=self._security.secure)
        return answer

    async def leave(self, request: Request) -> Response:
        """Send the browser to the identity provider."""
        assert self._oidc is not None  # noqa: S101 - the route exists only with it
        try:
            url, pending = await run_in_threadpool(
                self._oidc.begin, self._callback(request), local_path(request.query_params.get("next", ""))
            )
        except (UnavailableError, RejectedError) as error:
            return self._failed(request, 503, error)
        answer = RedirectResponse(url, 303, _HEADERS)
        set_cookie(answer, PENDING, pending, _PENDING_S, secure=self._security.secure)
        return answer

    async def come_back(self, request: Request) -> Response:
        """Take the browser back from the identity provider."""
        assert self._oidc is not None  # noqa: S101 - the route exists only with it
        address = visit_of(request.scope).address
        pending = request.cookies.get(cookie_name(PENDING, self._security.secure), "")
        try:
            user, wanted = await run_in_threadpool(
                self._oidc.finish, dict(request.query_params), pending, self._callback(request)
            )
        except RejectedError as error:
            await self._sign_in.refuse("", address, str(error))
            return self._failed(request, 401, error)
        except UnavailableError as error:
            return self._failed(request, 503, error)
        answer = self._welcome(local_path(wanted), await self._sign_in.begin(user, address, "openid"))
        set_cookie(answer, PENDING, "", 0, secure=self._security.secure)
        return answer

    def _welcome(self, wanted: str, token: str) -> Response:
        answer = RedirectResponse(wanted, 303, _HEADERS)
        set_cookie(answer, SESSION, token, self._security.session_ms // 1000, secure=self._security.secure)
        return answer

    def _callback(self, request: Request) -> str:
        base = self._security.public_url.rstrip("/") or str(request.base_url).rstrip("/")
        return f"{base}/login/callback"

    def _failed(self, request: Request, status: int, error: TelemetryError) -> Response:
        # Why is for the log: it names the provider, and tells who tries what went wrong.
        _log.warning("log-in by OpenID Connect: %s", error)
        return self._form(self._speak(request), "/", HTTPException(status))

    def _speak(self, request: Request) -> Translator:
        held = request.cookies.get("samara_language", "")
        return translator(held if held in LANGUAGES else self._security.language)

    async def _posted(self, request: Request) -> Callable[[str], str]:
        """What a form of ours has posted, by name; refuses what another site's page has."""
        if not same_origin(request.headers, self._security.public_url):
            raise HTTPException(403, "this form was sent by another site's page")
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                raise HTTPException(413)
        fields = parse_qs(body.decode("utf-8", "replace"))
        return lambda name: fields.get(name, [""])[0]

    def _form(self, say: Translator, wanted: str, refused: HTTPException | None = None) -> Response:
        told = f'<p role="alert">{escape(_why(say, refused))}</p>' if refused else ""
        body = (
            f'{told}<form method="post" action="/login">'
            f'<input type="hidden" name="next" value="{escape(wanted)}">'
            f'<label for="name">{say("Name")}</label>'
            '<input id="name" name="name" autocomplete="username" required autofocus maxlength="100">'
            f'<label for="password">{say("Password")}</label>'
            '<input id="password" name="password" type="password" autocomplete="current-password" required>'
            f"<button>{say('Log in')}</button></form>"
        )
        if self._oidc is not None:
            query = f"?next={escape(wanted)}" if wanted != "/" else ""
            body += f'<p><a href="/login/openid{query}">{say("Log in with my organisation")}</a></p>'
        return _page(say, body, refused.status_code if refused else 200, refused and refused.headers)


def local_path(wanted: str) -> str:
    """Where to go after the log-in: a path of ours, whatever the link said."""
    plain = wanted.isprintable() and "\\" not in wanted
    return wanted if plain and wanted.startswith("/") and not wanted.startswith("//") else "/"


def _why(say: Translator, refused: HTTPException) -> str:
    if refused.status_code == 429:
        return say("Too many failed attempts: try again later.")
    if refused.status_code == 503:
        return say("The log-in of your organisation does not answer: try again later.")
    return say("This log-in was refused.")


def _logged_in(say: Translator, name: str, token: str) -> str:
    return (
        f"<p>{escape(say('You are logged in as {name}.', name=name))}</p>"
        f'<form method="post" action="/logout"><input type="hidden" name="csrf_token" value="{token}">'
        f'<button>{say("Log out")}</button></form><p><a href="/">{say("Go on")}</a></p>'
    )


def _page(say: Translator, body: str, status: int = 200, headers: object = None) -> HTMLResponse:
    html = _PAGE.format(language=say.language, title=say("Log in"), body=body)
    extra = dict(headers) if isinstance(headers, dict) else {}
    return HTMLResponse(html, status, {**_HEADERS, **extra})
