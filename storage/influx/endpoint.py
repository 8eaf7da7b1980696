"""Where an InfluxDB is, what it is, and what its answers mean."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from telemetry.errors import ConfigError, RejectedError, TelemetryError, UnavailableError

_PARTIAL = re.compile(r"(failure writing points to database: )?partial write")

_MISSING = ("database not found", "retention policy not found")


@dataclass(frozen=True, slots=True)
class InfluxEndpoint:
    """One database of one server of version 1 (1.x), 2 or 3; its secrets never show when it is printed.

    `database` is the bucket of version 2. `retention_days` bounds everything in the database, roll-ups
    included; 0 keeps all. `timeout` is in seconds. Raises `ConfigError` when it cannot be right.
    """

    url: str
    version: int
    database: str
    org: str = ""
    token: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)
    retention_days: int = 0
    timeout: float = 10.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ConfigError("influx.url is not a web address; write http://127.0.0.1:8086")
        if parts.username or parts.password:
            raise ConfigError("influx.url holds a password; use influx.username and influx.password, or influx.token")
        if self.version not in {1, 2, 3}:
            raise ConfigError(f"influx.version is {self.version}; write 1 (for 1.x), 2 or 3")
        if not self.database:
            raise ConfigError("influx.database is empty; name the database, or the bucket of version 2")
        if self.version == 2 and not (self.org and self.token):
            raise ConfigError("InfluxDB 2 needs influx.org and influx.token")

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"InfluxDB at {self.url.rstrip('/')}"

    def refusal(self, status: int, reason: str) -> TelemetryError:
        """The error that an HTTP status and the server's own words mean.

        Only what the server says of the data itself is a `RejectedError`: a wrong token or a missing
        database is put right by a person, and until then nothing may be given up.
        """
        reason = re.sub(r"\s+", " ", reason).strip()[:500]
        if status in {401, 403}:
            return UnavailableError(f"{self.name} refuses these credentials ({status}); see `samara influx setup`")
        if status == 404 or reason.startswith(_MISSING):
            return UnavailableError(f"{self.name}: {reason or status}; `samara influx setup` makes what is missing")
        if status in {400, 413, 422}:
            kind = PartialWriteError if _PARTIAL.match(reason) else RejectedError
            return kind(f"{self.name} refuses this ({status}): {reason}")
        return UnavailableError(f"{self.name} answers {status}: {reason}")


class PartialWriteError(RejectedError):
    """Some lines of a write were refused, and the others are stored."""
