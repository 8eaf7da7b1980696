"""Changes to accounts as commands make them: each is written into the audit log before it is made."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from api.auth.passwords import hash_password
from samara.operator import act
from samara.wiring import open_accounts, open_audit, open_registry
from telemetry.access import Grant, Role
from telemetry.accounts import User, new_secret
from telemetry.errors import NotFoundError
from telemetry.ports import Accounts, AuditLog, Registry
from telemetry.settings import Settings

ADMINISTRATOR = "admin"


@dataclass(frozen=True, slots=True)
class Office:
    """Where accounts are changed: with the log of who changed them."""

    accounts: Accounts
    audit: AuditLog

    def note(self, action: str, target: str, detail: Mapping[str, Any]) -> None:
        """Write down what is about to be done: what cannot be written down is not done."""
        self.audit.append(act(action, target, detail))


@contextmanager
def office(settings: Settings) -> Iterator[Office]:
    """The accounts and the audit log of the settings."""
    accounts, audit = open_accounts(settings), open_audit(settings)
    try:
        yield Office(accounts, audit)
    finally:
        accounts.close()
        audit.close()


def known_tenant(settings: Settings, slug: str | None) -> str | None:
    """The slug of a tenant that exists, or None; raises `NotFoundError`."""
    if slug is not None:
        registry = open_registry(settings)
        try:
            require_tenant(registry, slug)
        finally:
            registry.close()
    return slug


def require_tenant(registry: Registry, slug: str) -> None:
    """Refuse a tenant that the registry does not have: a rule of a misspelt one would do nothing."""
    if slug not in {tenant.slug for tenant in registry.tenants()}:
        raise NotFoundError(f"no tenant {slug!r:.80}; `samara tenant list` shows them")


def first_administrator(accounts: Accounts, audit: AuditLog) -> str:
    """The password of an administrator of the platform, made when there is nobody yet; else nothing."""
    if accounts.held().users:
        return ""
    password = new_secret()
    audit.append(act("user.add", ADMINISTRATOR, {"why": "first start", "role": Role.PLATFORM_ADMIN.value}))
    accounts.put_user(User(ADMINISTRATOR, hash_password(password), (Grant(Role.PLATFORM_ADMIN),)))
    return password
