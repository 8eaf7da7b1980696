"""The people and programs that Samara knows: users, keys, sessions. Secrets are held as hashes only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from hmac import compare_digest, digest
from re import fullmatch
from secrets import token_urlsafe
from typing import Final, NamedTuple

from telemetry.access import SCOPES, Grant, Kind, OpenRule, Permission, Principal, rights_of, rights_of_key
from telemetry.errors import NotFoundError, RejectedError

KEY_MARK: Final = "samara_"
"""How every key begins, so that scanners of leaked secrets find ours."""

_SECRET_BYTES = 32
_SHOWN = len(KEY_MARK) + 6
_NAME = r"[\w.@+-]{1,100}"


def new_secret(mark: str = "") -> str:
    """A secret of 256 random bits, in letters that URLs and headers take."""
    return mark + token_urlsafe(_SECRET_BYTES)


def hashed(secret: str) -> str:
    """What is kept of a random secret: its SHA-256. With 256 bits of chance, nothing slower is needed."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account.

    `password` is an argon2 hash, empty for one who logs in by OpenID Connect; `subject` is then issuer and
    subject of that person, which never change.
    """

    name: str
    password: str = field(default="", repr=False)
    grants: tuple[Grant, ...] = ()
    disabled: bool = False
    subject: str = ""

    def __post_init__(self) -> None:
        if not fullmatch(_NAME, self.name):
            raise RejectedError(
                f"{self.name!r:.120} is no user name; take 1 to 100 letters, digits and . @ + - _ without spaces"
            )

    @property
    def principal(self) -> Principal:
        """The person, logged in."""
        return Principal(self.name, Kind.SESSION, rights_of(self.grants))


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What a program shows: `secret_hash` is kept, `prefix` may be shown. `per_second` and `per_day` limit its use.

    Times are in ms; `expires_ms` 0 is never. A key that is rotated goes on until its overlap ends, beside the
    new one, which bears the same name.
    """

    id: str
    name: str
    prefix: str
    secret_hash: str = field(repr=False)
    tenant: str | None
    scopes: frozenset[Permission]
    created_ms: int
    expires_ms: int = 0
    per_second: float = 100.0
    per_day: int = 1_000_000

    def __post_init__(self) -> None:
        refused = sorted(self.scopes - set(SCOPES))
        if refused or not self.scopes:
            raise RejectedError(f"a key's scopes are {', '.join(SCOPES)}; not {', '.join(refused) or 'none'}")
        if self.tenant is not None and Permission.OBSERVE in self.scopes:
            raise RejectedError("observe is over the whole process; give it to a key over all authorities")
        if not fullmatch(_NAME, self.name):
            raise RejectedError(f"{self.name!r:.120} is no name for a key; take letters, digits and . @ + - _")
        if not (self.per_second > 0 and self.per_day > 0):
            raise RejectedError("a key without a request a second and a day is of no use; give more")

    @property
    def principal(self) -> Principal:
        """The program that shows this key."""
        return Principal(f"key {self.name} ({self.prefix}…)", Kind.KEY, rights_of_key(self.tenant, self.scopes))

    def valid(self, now_ms: int) -> bool:
        """Whether it may still be used."""
        return not self.expires_ms or now_ms < self.expires_ms


def new_key(
    name: str, tenant: str | None, scopes: Iterable[Permission], now_ms: int, expires_ms: int = 0
) -> tuple[ApiKey, str]:
    """A key and its secret, which is nowhere kept: show it once."""
    secret = new_secret(KEY_MARK)
    digest_ = hashed(secret)
    return ApiKey(digest_[:12], name, secret[:_SHOWN], digest_, tenant, frozenset(scopes), now_ms, expires_ms), secret


def rotated(key: ApiKey, now_ms: int, overlap_ms: int) -> tuple[ApiKey, ApiKey, str]:
    """The old key, which ends after the overlap; its successor, with the same rights; and the new secret."""
    secret = new_secret(KEY_MARK)
    ends = now_ms + overlap_ms
    old = replace(key, expires_ms=min(ends, key.expires_ms) if key.expires_ms else ends)
    digest_ = hashed(secret)
    fresh = replace(key, id=digest_[:12], prefix=secret[:_SHOWN], secret_hash=digest_, created_ms=now_ms)
    return old, fresh, secret


@dataclass(frozen=True, slots=True)
class Session:
    """A person who has logged in, until `expires_ms`; `token_hash` is kept of what the browser holds."""

    token_hash: str = field(repr=False)
    user: str
    created_ms: int
    expires_ms: int


def csrf_token(session_token: str) -> str:
    """What a page must send back beside the cookie, which another site cannot know."""
    return digest(session_token.encode("utf-8", "surrogatepass"), b"csrf", "sha256").hex()


def is_csrf_token(shown: str, session_token: str) -> bool:
    """Whether that is what the page was told."""
    return compare_digest(shown.encode("utf-8", "surrogatepass"), csrf_token(session_token).encode())


class KeyUse(NamedTuple):
    """How a key is used: last when, and how often on a day (counted from the epoch, in UTC)."""

    last_ms: int = 0
    day: int = 0
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """All that the accounts hold at one revision."""

    revision: int = 0
    users: Mapping[str, User] = field(default_factory=dict)
    keys: Mapping[str, ApiKey] = field(default_factory=dict)
    sessions: Mapping[str, Session] = field(default_factory=dict)
    rules: frozenset[OpenRule] = frozenset()
    uses: Mapping[str, KeyUse] = field(default_factory=dict)


class MemoryAccounts:
    """The in-memory twin of the accounts."""

    def __init__(self) -> None:
        self._held = Held()

    def revision(self) -> int:
        return self._held.revision

    def held(self) -> Held:
        return self._held

    def put_user(self, user: User) -> None:
        self._change(users={**self._held.users, user.name: user})

    def put_keys(self, *keys: ApiKey) -> None:
        self._change(keys={**self._held.keys, **{key.id: key for key in keys}})

    def put_session(self, session: Session) -> None:
        self._change(sessions={**self._held.sessions, session.token_hash: session})

    def end_sessions(self, *, user: str = "", token_hash: str = "", before_ms: int = 0) -> None:
        kept = {
            session.token_hash: session
            for session in self._held.sessions.values()
            if session.user != user and session.token_hash != token_hash and session.expires_ms >= before_ms
        }
        self._change(sessions=kept)

    def put_rules(self, rules: Iterable[OpenRule], *, opened: bool) -> None:
        held = self._held.rules
        self._change(rules=held.union(rules) if opened else held.difference(rules))

    def note_uses(self, uses: Mapping[str, KeyUse]) -> None:
        known = {key: use for key, use in uses.items() if key in self._held.keys}
        self._held = replace(self._held, uses={**self._held.uses, **known})

    def close(self) -> None:
        pass

    def _change(self, **changed: object) -> None:
        self._held = replace(self._held, revision=self._held.revision + 1, **changed)  # type: ignore[arg-type]


def found_user(held: Held, name: str) -> User:
    """The user of this name, or `NotFoundError`."""
    if name not in held.users:
        raise NotFoundError(f"no user {name!r:.80}; `samara user list` shows them")
    return held.users[name]


def found_keys(held: Held, wanted: str) -> list[ApiKey]:
    """The keys of this name, the newest first, or the one of this id or shown prefix; or `NotFoundError`."""
    found = [key for key in held.keys.values() if wanted in (key.id, key.name, key.prefix)]
    if not found:
        raise NotFoundError(f"no key {wanted!r:.80}; `samara key list` shows them")
    return sorted(found, key=lambda key: key.created_ms, reverse=True)
