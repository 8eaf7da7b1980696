"""What every implementation of the accounts must do."""

from dataclasses import replace

import pytest

from telemetry.access import Grant, OpenRule, Permission, Role
from telemetry.accounts import ApiKey, Held, KeyUse, Session, User, new_key
from telemetry.device import Domain
from telemetry.ports import Accounts

NOW_MS = 1_795_000_000_000
ODILE = User("odile", "$argon2id$…", (Grant(Role.VIEWER, "amiens"), Grant(Role.PLATFORM_ADMIN)))
RULES = OpenRule("amiens", Domain.AIR, "pm2_5"), OpenRule("amiens", Domain.AIR, "no2")


def key(name: str = "portal", tenant: str | None = "amiens") -> ApiKey:
    return new_key(name, tenant, [Permission.READ, Permission.INGEST], NOW_MS, NOW_MS + 1000)[0]


def session(token_hash: str, user: str = "odile", expires_ms: int = NOW_MS) -> Session:
    return Session(token_hash, user, NOW_MS - 1000, expires_ms)


class AccountsContract:
    """Subclasses give the fixture `accounts`: empty ones."""

    @pytest.fixture
    def accounts(self) -> Accounts:
        raise NotImplementedError

    def test_nothing_is_held_at_first(self, accounts: Accounts) -> None:
        assert accounts.held() == Held()
        assert accounts.revision() == 0

    def test_what_goes_in_comes_out(self, accounts: Accounts) -> None:
        held_key, platform_key = key(), key("grafana", None)
        accounts.put_user(ODILE)
        accounts.put_keys(held_key, platform_key)
        accounts.put_session(session("a"))
        accounts.put_rules(RULES, opened=True)
        held = accounts.held()
        assert held.users == {"odile": ODILE}
        assert held.keys == {held_key.id: held_key, platform_key.id: platform_key}
        assert held.sessions == {"a": session("a")}
        assert held.rules == set(RULES)

    def test_the_same_again_replaces(self, accounts: Accounts) -> None:
        first = key()
        accounts.put_user(ODILE)
        accounts.put_user(replace(ODILE, disabled=True, subject="https://idp|7"))
        accounts.put_keys(first)
        accounts.put_keys(replace(first, expires_ms=7), replace(first, id="other"))
        assert accounts.held().users["odile"] == replace(ODILE, disabled=True, subject="https://idp|7")
        assert {one.id: one.expires_ms for one in accounts.held().keys.values()} == {
            first.id: 7,
            "other": NOW_MS + 1000,
        }

    def test_every_change_makes_the_revision_grow(self, accounts: Accounts) -> None:
        seen = [accounts.revision()]
        for change in (
            lambda: accounts.put_user(ODILE),
            lambda: accounts.put_keys(key()),
            lambda: accounts.put_session(session("a")),
            lambda: accounts.end_sessions(user="odile"),
            lambda: accounts.put_rules(RULES, opened=True),
            lambda: accounts.put_rules(RULES, opened=False),
        ):
            change()
            seen.append(accounts.revision())
        assert seen == sorted(set(seen))
        assert accounts.held().revision == seen[-1]

    def test_sessions_end_by_person_by_token_and_by_time(self, accounts: Accounts) -> None:
        for one in (session("a"), session("b"), session("c", "paul"), session("d", "paul", NOW_MS - 1)):
            accounts.put_session(one)
        accounts.end_sessions(before_ms=NOW_MS)
        assert set(accounts.held().sessions) == {"a", "b", "c"}
        accounts.end_sessions(token_hash="a")
        assert set(accounts.held().sessions) == {"b", "c"}
        accounts.end_sessions(user="odile")
        assert set(accounts.held().sessions) == {"c"}

    def test_rules_open_and_close_again(self, accounts: Accounts) -> None:
        accounts.put_rules(RULES, opened=True)
        accounts.put_rules(RULES[:1], opened=True)
        accounts.put_rules([RULES[1], OpenRule("baie", Domain.AIR, "no2")], opened=False)
        assert accounts.held().rules == {RULES[0]}

    def test_uses_are_kept_without_a_new_revision(self, accounts: Accounts) -> None:
        held_key = key()
        accounts.put_keys(held_key)
        before = accounts.revision()
        accounts.note_uses({held_key.id: KeyUse(NOW_MS, 20_775, 3), "gone": KeyUse(1, 1, 1)})
        accounts.note_uses({held_key.id: KeyUse(NOW_MS + 1, 20_775, 4)})
        assert accounts.held().uses == {held_key.id: KeyUse(NOW_MS + 1, 20_775, 4)}
        assert accounts.revision() == before
