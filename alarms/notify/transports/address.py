"""Addresses of channels: one URL each, with the account in it; a mistake is told without showing it."""

from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from telemetry.errors import ConfigError


class Address(NamedTuple):
    """The parts of a channel's URL, decoded."""

    channel: str
    scheme: str
    host: str
    port: int | None
    path: str
    username: str
    password: str
    options: dict[str, str]

    @classmethod
    def of(cls, channel: str, url: str) -> "Address":
        """Take a URL apart; raises `ConfigError`."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ConfigError(f"channel {channel}: not a URL; special characters in it are written %40 …") from error
        return cls(
            channel,
            parts.scheme,
            parts.hostname or "",
            port,
            parts.path,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            dict(parse_qsl(parts.query)),
        )

    def required(self, option: str) -> str:
        """An option that must be there."""
        if not self.options.get(option):
            raise ConfigError(f"channel {self.channel}: its URL lacks {option}=…")
        return self.options[option]

    def web(self, but: frozenset[str] = frozenset()) -> str:
        """The http(s) URL behind a scheme such as `webhook+https`, without account and without our own options."""
        scheme = self.scheme.rpartition("+")[2]
        if scheme not in ("http", "https") or not self.host:
            raise ConfigError(f"channel {self.channel}: write {self.scheme.partition('+')[0]}+https://host/path")
        location = self.host if self.port is None else f"{self.host}:{self.port}"
        query = urlencode({name: value for name, value in self.options.items() if name not in but})
        return urlunsplit((scheme, location, self.path or "/", query, ""))
