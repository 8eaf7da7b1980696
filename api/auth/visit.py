"""One request's caller: who, from where, and with what session."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import Scope

from api.auth.security import Network
from telemetry.access import Principal

KEY = "samara.visit"
"""Where a visit is held in the scope of a request."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who calls and from where; `session` is the token of the cookie, empty without one that is valid."""

    principal: Principal
    address: str
    session: str = ""


def visit_of(scope: Scope) -> Visit:
    """The visit of a request that `Identify` has let pass."""
    visit: Visit = scope[KEY]
    return visit


def client_address(scope: Scope, trusted: Sequence[Network]) -> str:
    """The address of the client: the last of the chain that is no proxy of ours.

    X-Forwarded-For is read from its end, and only as long as whoever wrote the entry is trusted: the rest
    anybody can invent.
    """
    client = scope.get("client")
    address: str = client[0] if client else ""
    forwarded = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
    while forwarded and _within(address, trusted):
        nearer = forwarded.pop().strip()
        if not _is_address(nearer):
            break
        address = nearer
    return address


def _within(address: str, networks: Sequence[Network]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def same_origin(headers: Headers, public_url: str) -> bool:
    """Whether a browser says that the request comes from a page of ours; programs, which say nothing, pass."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
    host = origin.partition("://")[2]
    return origin == public_url.rstrip("/") or host == headers.get("host", "")
