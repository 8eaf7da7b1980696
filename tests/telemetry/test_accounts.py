import pytest

from telemetry.access import Permission
from telemetry.accounts import KEY_MARK, Held, User, csrf_token, found_keys, hashed, is_csrf_token, new_key, rotated
from telemetry.errors import NotFoundError, RejectedError

NOW_MS = 1_795_000_000_000


def test_a_key_is_shown_once_and_kept_as_a_hash() -> None:
    key, secret = new_key("portal", "amiens", [Permission.READ], NOW_MS)
    assert secret.startswith(KEY_MARK)
    assert len(secret) >= len(KEY_MARK) + 43
    assert key.secret_hash == hashed(secret)
    assert secret.startswith(key.prefix)
    assert len(key.prefix) < 15
    assert secret not in repr(key)
    assert key.secret_hash not in repr(key)


def test_two_keys_are_never_the_same() -> None:
    assert len({new_key("portal", None, [Permission.READ], NOW_MS)[1] for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("expires_ms", "now_ms", "valid"),
    [(0, NOW_MS, True), (NOW_MS, NOW_MS - 1, True), (NOW_MS, NOW_MS, False), (NOW_MS, NOW_MS + 1, False)],
)
def test_a_key_ends_when_it_says(expires_ms: int, now_ms: int, valid: bool) -> None:
    assert new_key("portal", None, [Permission.READ], 0, expires_ms)[0].valid(now_ms) is valid


@pytest.mark.parametrize(("expires_ms", "ends"), [(0, NOW_MS + 500), (NOW_MS + 100, NOW_MS + 100)])
def test_a_rotated_key_goes_on_for_the_overlap_and_no_longer_than_before(expires_ms: int, ends: int) -> None:
    key, secret = new_key("portal", "amiens", [Permission.READ], 0, expires_ms)
    old, fresh, another = rotated(key, NOW_MS, 500)
    assert (old.id, old.expires_ms) == (key.id, ends)
    assert (fresh.name, fresh.tenant, fresh.scopes, fresh.expires_ms) == ("portal", "amiens", key.scopes, expires_ms)
    assert fresh.secret_hash == hashed(another) != hashed(secret)
    assert fresh.id != old.id


@pytest.mark.parametrize(
    ("name", "scopes"),
    [("portal", []), ("portal", [Permission.ADMINISTER]), ("a b", [Permission.READ]), ("", [Permission.READ])],
)
def test_keys_that_make_no_sense_are_refused(name: str, scopes: list[Permission]) -> None:
    with pytest.raises(RejectedError):
        new_key(name, None, scopes, NOW_MS)


def test_an_authority_does_not_observe_the_whole_process() -> None:
    with pytest.raises(RejectedError, match="over all authorities"):
        new_key("probe", "amiens", [Permission.OBSERVE], NOW_MS)


@pytest.mark.parametrize("name", ["", "a b", "x" * 101, "a\n", "<b>", "a\0"])
def test_names_that_would_upset_a_log_are_refused(name: str) -> None:
    with pytest.raises(RejectedError, match="is no user name"):
        User(name)


def test_a_csrf_token_is_of_one_session() -> None:
    token = csrf_token("session")
    assert is_csrf_token(token, "session")
    assert not any(is_csrf_token(shown, "session") for shown in ("", "session", csrf_token("other"), "é\ud800"))


def test_keys_are_found_by_name_newest_first_by_id_and_by_beginning() -> None:
    first, _ = new_key("portal", None, [Permission.READ], 1)
    second, _ = new_key("portal", None, [Permission.READ], 2)
    held = Held(keys={first.id: first, second.id: second})
    assert found_keys(held, "portal") == [second, first]
    assert found_keys(held, first.id) == found_keys(held, first.prefix) == [first]
    with pytest.raises(NotFoundError, match="samara key list"):
        found_keys(held, "other")
