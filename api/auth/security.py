"""What authentication is built on and how strict it is, given by whoever composes the process."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from telemetry.access import ANONYMOUS, Grant, Principal
from telemetry.accounts import MemoryAccounts
from telemetry.audit import MemoryAuditLog
from telemetry.ports import Accounts, AuditLog

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class OidcOptions:
    """An OpenID Connect provider; `roles` are the grants that each value of the claim `role_claim` gives."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str = "openid profile email"
    name_claim: str = "preferred_username"
    role_claim: str = "groups"
    roles: Sequence[tuple[str, Grant]] = ()


@dataclass(frozen=True, slots=True)
class Security:
    """Accounts, audit log and rules of authentication.

    `everybody` is who a caller without credentials is: the public, or in a demo everybody's administrator.
    `secure` keeps cookies off plain HTTP. `public_url` is where browsers find Samara, when a proxy stands between;
    `trusted_proxies` are the networks whose X-Forwarded-For is believed. `staff_paths` begin what only staff sees,
    but for the `open_paths` below them. Rates are counted by `clock`, in seconds.
    """

    accounts: Accounts = field(default_factory=MemoryAccounts)
    audit: AuditLog = field(default_factory=MemoryAuditLog)
    everybody: Principal = ANONYMOUS
    secure: bool = True
    public_url: str = ""
    trusted_proxies: Sequence[Network] = ()
    anonymous_per_second: float = 20
    session_ms: int = 12 * 3_600_000
    staff_paths: tuple[str, ...] = ()
    open_paths: tuple[str, ...] = ()
    language: str = "fr"
    oidc: OidcOptions | None = None
    clock: Callable[[], float] = time.monotonic
