"""Cookies that scripts cannot read and other sites cannot send."""

from starlette.responses import Response

SESSION = "samara-session"
PENDING = "samara-login"


def cookie_name(name: str, secure: bool) -> str:
    """The name under which a cookie goes; the prefix has browsers refuse one that a neighbour domain has set."""
    return f"__Host-{name}" if secure else name


def set_cookie(answer: Response, name: str, value: str, seconds: int, *, secure: bool) -> None:
    """Give the browser a cookie for so many seconds, 0 to take it back."""
    answer.set_cookie(cookie_name(name, secure), value, seconds, path="/", secure=secure, httponly=True, samesite="lax")
