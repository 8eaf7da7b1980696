"""Accounts as an administrator changes them from a page: each authority its own, the platform's administrator all."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from dashboards.console.office import Office
from telemetry.access import Grant, OpenRule, Permission, Principal, Role, checked_grant, why_never_public
from telemetry.accounts import ApiKey, User, found_keys, found_user, new_key, new_secret, rotated
from telemetry.device import Domain
from telemetry.errors import NotFoundError, RejectedError
from telemetry.ports import Accounts
from telemetry.quantity import quantity
from telemetry.times import to_ms, utc_now

ADMINISTER = Permission.ADMINISTER
DAY_MS = 86_400_000
_HOUR_MS = 3_600_000


class People:
    """Users, keys and openness, as far as one visitor administers them.

    Its changes raise `RejectedError` for what is not theirs, and are in the audit log before they are made.
    """

    def __init__(self, accounts: Accounts, hash_password: Callable[[str], str], office: Office) -> None:
        self._accounts = accounts
        self._hash = hash_password
        self._office = office

    def users(self) -> list[User]:
        """The people whom they may see: with a role over an authority that they administer."""
        found = (user for user in self._accounts.held().users.values() if _sees(self._office.principal, user))
        return sorted(found, key=lambda user: user.name)

    def api_keys(self) -> list[ApiKey]:
        """The keys over what they administer, those that still hold first."""
        over = self._office.principal.over(ADMINISTER)
        found = (key for key in self._accounts.held().keys.values() if over is None or key.tenant in over)
        return sorted(found, key=lambda key: (not key.valid(_now_ms()), key.name, -key.created_ms))

    def rules(self) -> list[OpenRule]:
        """What the authorities that they administer have opened."""
        over = self._office.principal.over(ADMINISTER)
        return sorted(rule for rule in self._accounts.held().rules if over is None or rule.tenant in over)

    async def add_user(self, name: str, role: Role, tenant: str | None) -> str:
        """Add a person, and return their first password, which is nowhere kept."""
        grant = checked_grant(role, tenant)
        principal = await self._office.allowed(ADMINISTER, tenant)
        if name in self._accounts.held().users:
            raise RejectedError(f"there is a user {name} already; give them the role instead")
        User(name)
        password = new_secret()

        def add() -> str:
            self._accounts.put_user(User(name, self._hash(password), (grant,)))
            return password

        return await self._office.do(principal, "user.add", name, {"role": role.value, "tenant": tenant}, add)

    async def change_role(self, name: str, role: Role, tenant: str | None, *, remove: bool = False) -> None:
        """Give a person a role over what one administers, or take it away."""
        grant = checked_grant(role, tenant)
        principal = await self._office.allowed(ADMINISTER, tenant)
        user = self._user(principal, name)
        others = tuple(held for held in user.grants if held != grant)
        grants = others if remove else (*others, grant)
        if principal.name == name and remove:
            raise RejectedError("nobody takes their own roles away; ask another administrator")
        detail = {"role": role.value, "tenant": tenant, "removed": remove}
        changed = replace(user, grants=grants)
        await self._office.do(principal, "user.role", name, detail, lambda: self._accounts.put_user(changed))

    async def disable(self, name: str, *, undo: bool = False) -> None:
        """Let a person in no more and end their sessions, or let them in again."""
        principal = await self._wholly(name)
        if principal.name == name:
            raise RejectedError("nobody disables themselves; ask another administrator")
        user = found_user(self._accounts.held(), name)
        action = "user.enable" if undo else "user.disable"
        await self._office.do(principal, action, name, {}, lambda: self._put_out(replace(user, disabled=not undo)))

    async def reset_password(self, name: str) -> str:
        """Give a person another password, end their sessions, and return it: it is nowhere kept."""
        principal = await self._wholly(name)
        user = found_user(self._accounts.held(), name)
        if user.subject:
            raise RejectedError(f"{name} logs in at the identity provider; change the password there")
        password = new_secret()

        def reset() -> str:
            self._put_out(replace(user, password=self._hash(password)))
            return password

        return await self._office.do(principal, "user.password", name, {}, reset)

    def _put_out(self, user: User) -> None:
        self._accounts.put_user(user)
        self._accounts.end_sessions(user=user.name)

    def _user(self, principal: Principal, name: str) -> User:
        """A person whom the administrator may see; whom they may not is as one who does not exist."""
        user = found_user(self._accounts.held(), name)
        if not _sees(principal, user):
            raise NotFoundError(f"no user {name!r:.80}")
        return user

    async def _wholly(self, name: str) -> Principal:
        """The administrator of everything that a person may do: a change of the whole account concerns all of it."""
        principal = await self._office.allowed(ADMINISTER, _any_tenant(self._office.principal))
        over = principal.over(ADMINISTER)
        grants = self._user(principal, name).grants
        if over is not None and not all(grant.tenant in over for grant in grants):
            raise RejectedError(f"{name} has roles over other authorities; ask the administrator of the platform")
        return principal

    async def create_key(self, name: str, tenant: str | None, scopes: Iterable[Permission], days: int) -> str:
        """Make a key over an authority (None: all) for so many days (0: without end), and return it, this once."""
        principal = await self._office.allowed(ADMINISTER, tenant)
        now_ms = _now_ms()
        key, secret = new_key(name, tenant, scopes, now_ms, now_ms + days * DAY_MS if days else 0)
        if any(held.name == name and held.valid(now_ms) for held in self._accounts.held().keys.values()):
            raise RejectedError(f"there is a key {name} already; rotate it, or take another name")
        detail = {"id": key.id, "tenant": tenant, "scopes": sorted(key.scopes), "days": days}
        await self._office.do(principal, "key.create", name, detail, lambda: self._accounts.put_keys(key))
        return secret

    async def rotate_key(self, key_id: str, overlap_hours: int = 24) -> str:
        """Make a successor with the same rights and return it; the old key goes on for the overlap."""
        principal, current = await self._key(key_id)
        old, fresh, secret = rotated(current, _now_ms(), overlap_hours * _HOUR_MS)
        detail = {"from": old.id, "to": fresh.id, "overlap_hours": overlap_hours}
        await self._office.do(principal, "key.rotate", old.name, detail, lambda: self._accounts.put_keys(old, fresh))
        return secret

    async def revoke_key(self, key_id: str) -> None:
        """End a key now."""
        principal, key = await self._key(key_id)
        ended = replace(key, expires_ms=_now_ms())
        await self._office.do(
            principal, "key.revoke", key.name, {"ids": [key.id]}, partial(self._accounts.put_keys, ended)
        )

    async def _key(self, key_id: str) -> tuple[Principal, ApiKey]:
        key = found_keys(self._accounts.held(), key_id)[0]
        principal = await self._office.allowed(ADMINISTER, key.tenant)
        if not key.valid(_now_ms()):
            raise RejectedError(f"{key.name} has ended; make a new key")
        return principal, key

    async def open_data(self, tenant: str, domain: Domain, key: str, *, opened: bool) -> None:
        """Open a quantity of a trade of an authority to everybody, or close it again."""
        why = why_never_public(domain, quantity(key))
        if opened and why:
            raise RejectedError(f"{key} of {domain} cannot be opened: {why}")
        principal = await self._office.allowed(ADMINISTER, tenant)
        action = "tenant.open" if opened else "tenant.close"
        detail = {"domain": domain.value, "quantities": [key]}
        put = partial(self._accounts.put_rules, [OpenRule(tenant, domain, key)], opened=opened)
        await self._office.do(principal, action, tenant, detail, put)


def _sees(principal: Principal, user: User) -> bool:
    over = principal.over(ADMINISTER)
    return over is None or any(grant.tenant in over for grant in user.grants)


def _any_tenant(principal: Principal) -> str | None:
    over = principal.over(ADMINISTER)
    return next(iter(over), "") if over is not None else None


def told(grant: Grant) -> str:
    """A role with the authority that it is over."""
    return f"{grant.role} · {grant.tenant}" if grant.tenant else grant.role.value


def _now_ms() -> int:
    return to_ms(utc_now())
