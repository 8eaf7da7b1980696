"""Every refusal and failure as a problem document (RFC 9457) that says what to do and shows no internals."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.answers import Json
from api.schemas import Problem, ProblemCause
from telemetry.errors import (
    ConflictError,
    MistakesError,
    NotFoundError,
    QueryError,
    StaleError,
    TelemetryError,
    UnavailableError,
)

MEDIA_TYPE = "application/problem+json"
MAX_BODY_BYTES = 1 << 20
MAX_URL_BYTES = 4096
RETRY_SECONDS = 5
_MOST_MISTAKES = 20

_log = logging.getLogger(__name__)


class Fault(NamedTuple):
    """A status that the API answers with: its title, and what is said when nothing better is known."""

    title: str
    detail: str


FAULTS: Mapping[int, Fault] = {
    400: Fault("Bad request", "the parameters are right one by one, but not together"),
    401: Fault("Unauthorized", "log in, or send a key: Authorization: Bearer samara_…"),
    403: Fault("Forbidden", "you may not do this; an administrator of your authority gives permissions"),
    404: Fault("Not found", "nothing is here; /openapi.json lists every path"),
    405: Fault("Method not allowed", "this path does not take this method; the Allow header names those it takes"),
    409: Fault("Conflict", "this cannot be done to the thing as it is now; look at it again"),
    412: Fault("Precondition failed", "somebody has changed it since you saw it; look at it again, then decide"),
    413: Fault("Content too large", f"the body is over {MAX_BODY_BYTES} bytes; send less"),
    408: Fault("Request timeout", "the body has not come in time; send it again, in one go"),
    414: Fault("URI too long", f"path and query are over {MAX_URL_BYTES} bytes; ask with fewer parameters"),
    415: Fault("Unsupported media type", "this path does not take bodies of this type"),
    422: Fault("Unprocessable content", "some parameters are wrong; each is named under errors"),
    429: Fault("Too many requests", "you ask too often; the Retry-After header says when to ask again"),
    500: Fault("Internal server error", "Samara failed at this request, and has logged why"),
    503: Fault("Service unavailable", "a part of Samara does not answer now; try again later"),
}


def problem(
    status: int, detail: str = "", errors: Sequence[ProblemCause] = (), headers: Mapping[str, str] | None = None
) -> Json:
    """A problem document as an answer."""
    fault = FAULTS.get(status) or Fault(HTTPStatus(status).phrase, "the request was refused")
    body = Problem("about:blank", fault.title, status, detail or fault.detail, list(errors))
    return Json(body, status, headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer whatever the routes raise with a problem document; the guard does it for what nobody foresaw."""
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_refused)
    app.exception_handler(MistakesError)(_mistaken)
    app.exception_handler(TelemetryError)(_failed)


async def _invalid(_request: Request, error: RequestValidationError) -> Json:
    return problem(422, errors=[_cause(**found) for found in error.errors()])


def _cause(loc: Sequence[str | int], msg: str, **_rest: object) -> ProblemCause:
    where, *names = map(str, loc)
    return ProblemCause(where, ".".join(names), msg.removeprefix("Value error, "))


async def _mistaken(_request: Request, error: MistakesError) -> Json:
    more = len(error.mistakes) - _MOST_MISTAKES
    detail = "nothing was taken; what is wrong is named under errors"
    causes = [ProblemCause(*mistake) for mistake in error.mistakes[:_MOST_MISTAKES]]
    return problem(422, f"{detail}, and {more} more mistakes are not" if more > 0 else detail, causes)


async def _refused(request: Request, error: HTTPException) -> Json:
    # Starlette's own refusals carry the bare phrase of their status, which helps nobody.
    detail = "" if error.detail == HTTPStatus(error.status_code).phrase else error.detail
    headers = _allowed(request) if error.status_code == 405 else None
    return problem(error.status_code, detail, headers=headers or error.headers)


def _allowed(request: Request) -> Mapping[str, str] | None:
    """The methods of a path of the API; Starlette names those of the first route only that has it."""
    operations = request.app.openapi()["paths"].get(getattr(request.scope.get("route"), "path", ""))
    return {"allow": ", ".join(sorted(map(str.upper, operations)))} if operations else None


async def _failed(request: Request, error: TelemetryError) -> Json:
    if isinstance(error, NotFoundError):
        return problem(404, str(error))
    if isinstance(error, QueryError):
        return problem(400, str(error))
    if isinstance(error, ConflictError):
        return problem(412 if isinstance(error, StaleError) else 409, str(error))
    # What is said of servers may name hosts and credentials: it is for the log, not for the caller.
    if isinstance(error, UnavailableError):
        _log.warning("%s %s: %s", request.method, request.url.path, error)
        return problem(503, headers={"retry-after": str(RETRY_SECONDS)})
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(500)
