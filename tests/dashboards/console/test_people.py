import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from dashboards.console.office import Office
from dashboards.console.people import People
from telemetry.access import DEMO, Grant, Kind, Permission, Principal, Role, rights_of
from telemetry.accounts import MemoryAccounts, User, hashed
from telemetry.audit import MemoryAuditLog
from telemetry.device import Domain
from telemetry.errors import NotFoundError, RejectedError
from telemetry.i18n import translator

T = TypeVar("T")


def somebody(role: Role, tenant: str) -> Principal:
    return Principal(f"{role}-{tenant}", Kind.SESSION, rights_of([Grant(role, tenant)]))


ADMIN, OPERATOR = somebody(Role.ADMIN, "amiens"), somebody(Role.OPERATOR, "amiens")


@dataclass
class Visitor:
    principal: Principal
    now: Principal | None = None
    address: str = "192.0.2.7"

    async def still(self) -> Principal | None:
        return self.now


@dataclass
class Place:
    """Accounts with one person of Amiens, one of Baie, and one of both."""

    who: Principal
    accounts: MemoryAccounts = field(default_factory=MemoryAccounts)
    audit: MemoryAuditLog = field(default_factory=MemoryAuditLog)

    def __post_init__(self) -> None:
        amiens, baie = Grant(Role.OPERATOR, "amiens"), Grant(Role.VIEWER, "baie")
        for name, grants in {"odile": (amiens,), "benoit": (baie,), "deux": (amiens, baie)}.items():
            self.accounts.put_user(User(name, "kept", grants))
        self.visitor = Visitor(self.who, self.who)
        self.people = People(self.accounts, lambda text: f"hash of {text}", self.office)

    @property
    def office(self) -> Office:
        return Office(self.audit, self.visitor, translator("en"))

    def actions(self) -> list[tuple[str, str, str, str]]:
        return [entry.event[1:5] for entry in self.audit.entries()]


def done(work: Awaitable[T]) -> T:
    async def run() -> T:
        return await work

    return asyncio.run(run())


def test_an_administrator_sees_those_with_a_role_over_their_authority() -> None:
    assert [user.name for user in Place(ADMIN).people.users()] == ["deux", "odile"]
    assert [user.name for user in Place(DEMO).people.users()] == ["benoit", "deux", "odile"]


def test_a_person_is_added_with_a_password_that_is_not_kept() -> None:
    place = Place(ADMIN)
    password = done(place.people.add_user("paul", Role.VIEWER, "amiens"))
    user = place.accounts.held().users["paul"]
    assert user.password == f"hash of {password}"
    assert user.grants == (Grant(Role.VIEWER, "amiens"),)
    assert place.actions() == [("admin-amiens", "192.0.2.7", "user.add", "paul")]


@pytest.mark.parametrize(
    ("name", "role", "tenant"),
    [
        ("paul", Role.VIEWER, "baie"),
        ("paul", Role.VIEWER, None),
        ("paul", Role.PLATFORM_ADMIN, None),
        ("paul", Role.PUBLIC, "amiens"),
        ("odile", Role.VIEWER, "amiens"),
        ("two words", Role.VIEWER, "amiens"),
    ],
    ids=["another authority", "all", "the platform", "public", "a name that is taken", "no name"],
)
def test_what_is_not_theirs_to_give_is_refused_and_changes_nothing(name: str, role: Role, tenant: str | None) -> None:
    place = Place(ADMIN)
    with pytest.raises(RejectedError):
        done(place.people.add_user(name, role, tenant))
    assert len(place.accounts.held().users) == 3
    assert place.actions() == []


@pytest.mark.parametrize(
    ("name", "error"), [("deux", RejectedError), ("benoit", NotFoundError), ("nobody", NotFoundError)]
)
def test_an_account_with_roles_elsewhere_is_not_disabled(name: str, error: type[Exception]) -> None:
    place = Place(ADMIN)
    for work in (place.people.disable, place.people.reset_password):
        with pytest.raises(error):
            done(work(name))  # type: ignore[operator]
    assert place.actions() == []


def test_a_person_is_disabled_and_let_in_again() -> None:
    place = Place(ADMIN)
    done(place.people.disable("odile"))
    assert place.accounts.held().users["odile"].disabled
    done(place.people.disable("odile", undo=True))
    assert not place.accounts.held().users["odile"].disabled
    assert [action for _, _, action, _ in place.actions()] == ["user.disable", "user.enable"]


@pytest.mark.parametrize("now", [None, OPERATOR], ids=["logged out", "role taken away"])
def test_who_is_no_administrator_any_more_does_nothing(now: Principal | None) -> None:
    place = Place(ADMIN)
    place.visitor.now = now
    for work in (
        place.people.add_user("paul", Role.VIEWER, "amiens"),
        place.people.create_key("portal", "amiens", [Permission.READ], 1),
        place.people.open_data("amiens", Domain.AIR, "pm2_5", opened=True),
        place.people.disable("odile"),
    ):
        with pytest.raises(RejectedError):
            done(work)
    assert place.actions() == []


def test_a_key_is_made_rotated_and_revoked() -> None:
    place = Place(ADMIN)
    secret = done(place.people.create_key("portal", "amiens", [Permission.READ], 30))
    (key,) = place.people.api_keys()
    assert key.secret_hash == hashed(secret)
    fresh = done(place.people.rotate_key(key.id))
    assert {held.secret_hash for held in place.people.api_keys()} == {hashed(secret), hashed(fresh)}
    done(place.people.revoke_key(key.id))
    with pytest.raises(RejectedError):
        done(place.people.rotate_key(key.id))
    assert [action for _, _, action, _ in place.actions()] == ["key.create", "key.rotate", "key.revoke"]
    assert secret not in str(list(place.audit.entries()))


def test_a_key_over_all_is_for_the_platforms_administrator() -> None:
    with pytest.raises(RejectedError):
        done(Place(ADMIN).people.create_key("portal", None, [Permission.READ], 30))
    done(Place(DEMO).people.create_key("portal", None, [Permission.READ], 0))


def test_openness_keeps_the_law() -> None:
    place = Place(ADMIN)
    done(place.people.open_data("amiens", Domain.AIR, "pm2_5", opened=True))
    assert [rule.quantity for rule in place.people.rules()] == ["pm2_5"]
    with pytest.raises(RejectedError):
        done(place.people.open_data("amiens", Domain.WATER, "water_volume", opened=True))
    with pytest.raises(RejectedError):
        done(place.people.open_data("baie", Domain.AIR, "pm2_5", opened=True))
    done(place.people.open_data("amiens", Domain.AIR, "pm2_5", opened=False))
    assert place.people.rules() == []
