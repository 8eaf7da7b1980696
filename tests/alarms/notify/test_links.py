from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notify_world import BARE, KEY, START_MS, World, words

from alarms.notify.acknowledging import Acknowledgements
from alarms.notify.links import Links
from alarms.notify.places import Places
from telemetry.alarm import Alarm, Severity
from telemetry.errors import ConfigError, ConflictError, ParseError

LINKS = Links("https://alarmes.example.fr/", KEY)
ALARM = Alarm(BARE, Severity.CRITICAL, START_MS, START_MS)
DAY_MS = 86_400_000


def test_a_link_says_which_alarm_whom_and_until_when() -> None:
    link = LINKS.link(ALARM, "odile", START_MS)
    assert link.startswith("https://alarmes.example.fr/a/")
    assert len(link) < 90
    claim = LINKS.read(link.rpartition("/")[2], START_MS + DAY_MS - 1)
    assert claim == (ALARM.id, "odile", START_MS + DAY_MS)


@given(st.integers(0, 2**47), st.integers(0, 65535), st.text(min_size=1, max_size=20).filter(lambda t: t.isprintable()))
def test_what_is_signed_is_read_back(raised_ms: int, branch: int, recipient: str) -> None:
    name = f"{ALARM.id.split('-')[0]}-{raised_ms:x}-{branch}"
    claim = LINKS.read(LINKS.token(name, recipient, START_MS), START_MS)
    assert (claim.alarm_id, claim.recipient) == (name, recipient)


def test_an_old_link_is_refused() -> None:
    with pytest.raises(ParseError, match="expired"):
        LINKS.read(LINKS.token(ALARM.id, "odile", START_MS), START_MS + DAY_MS)


@given(st.data())
def test_a_link_with_one_changed_character_is_refused(data: st.DataObject) -> None:
    token = LINKS.token(ALARM.id, "odile", START_MS)
    # The last character has bits that base64 does not use.
    place = data.draw(st.integers(0, len(token) - 2))
    other = data.draw(st.sampled_from("AZaz09-_").filter(lambda sign: sign != token[place]))
    with pytest.raises(ParseError):
        LINKS.read(token[:place] + other + token[place + 1 :], START_MS)


@given(st.text(max_size=100))
def test_any_text_is_a_link_or_refused(text: str) -> None:
    with pytest.raises(ParseError):
        LINKS.read(text, START_MS)


def test_another_key_signs_nothing_of_ours() -> None:
    other = Links("https://alarmes.example.fr", KEY[::-1])
    with pytest.raises(ParseError):
        LINKS.read(other.token(ALARM.id, "odile", START_MS), START_MS)
    assert other.code(ALARM.id) != LINKS.code(ALARM.id)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ConfigError, match="openssl rand"):
        Links("https://alarmes.example.fr", "short")


@given(st.integers(0, 2**40))
def test_codes_have_no_letters_that_look_alike(raised_ms: int) -> None:
    code = LINKS.code(f"{ALARM.id.split('-')[0]}-{raised_ms:x}-0")
    assert len(code) == 5
    assert not set(code) & set("O0I1")


class Desk:
    """Acknowledgements of a world, acting on its store."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.acts: list[tuple[str, str, str]] = []
        self.handler = Acknowledgements(
            world.links, world.store, world.store, self, lambda: world.policies, Places(world.registry).of,
            lambda rule, language: words(rule, language).title, "fr", world.clock,
        )  # fmt: skip

    def acknowledge(self, alarm_id: str, actor: str, comment: str) -> None:
        alarm = self.world.store.get(alarm_id)
        if alarm.acknowledged:
            raise ConflictError("acknowledged already")
        self.acts.append((alarm_id, actor, comment))
        self.world.act(alarm, "acknowledged")


POLICIES: dict[str, Any] = {
    "people": {
        "odile": {"name": "Odile", "reach": {"sms": "+33612345601", "mail": "odile@example.fr"}},
        "john": {"name": "John", "language": "en", "reach": {"mail": "john@example.fr"}},
    },
    "policies": {"all": {"steps": [{"tell": ["odile"], "wait": "1 h"}]}},
}


@pytest.fixture
def desk() -> Desk:
    return Desk(World(POLICIES))


def test_get_asks_and_changes_nothing_post_acknowledges_and_ends_the_calls(desk: Desk) -> None:
    world = desk.world
    alarm = world.raised()
    world.run_until(1)
    link = world.writers["sms"].sent[0][1].notices[0].link
    token = link.rpartition("/")[2]
    page = desk.handler.show(token)
    assert (page.status, desk.acts) == (200, [])
    assert "Je m&#x27;en charge" in page.text
    assert "NRO Albert" in page.text
    assert "Acquittée" in desk.handler.confirm(token).text
    assert desk.acts == [(alarm.id, "odile", "par le lien du message")]
    assert "Odile s&#x27;en charge déjà" in desk.handler.show(token).text
    assert "s&#x27;en charge déjà" in desk.handler.confirm(token).text
    world.run_until(4000)
    assert len(world.writers["sms"].sent) == 1


def test_a_link_to_what_is_over_says_so(desk: Desk) -> None:
    alarm = desk.world.raised()
    token = desk.world.links.token(alarm.id, "odile", desk.world.now_ms)
    desk.world.act(alarm, "cleared")
    assert "plus rien à acquitter" in desk.handler.show(token).text


@pytest.mark.parametrize("token", ["", "x", "é", "A" * 52])
def test_a_wrong_link_is_not_found(desk: Desk, token: str) -> None:
    assert desk.handler.confirm(token).status == 404


def test_a_link_to_an_alarm_that_is_gone_is_not_found(desk: Desk) -> None:
    assert desk.handler.show(desk.world.links.token(ALARM.id, "odile", desk.world.now_ms)).status == 404


@pytest.mark.parametrize("sender", ["+33612345601", "06 12 34 56 01", "0033612345601", "Odile <ODILE@example.fr>"])
@pytest.mark.parametrize("text", ["ACK {}", "ack {} j'y vais", "\n Acq: {}\n> ou répondre ACK 22222", "Ok {}."])
def test_a_reply_with_the_code_acknowledges(desk: Desk, sender: str, text: str) -> None:
    alarm = desk.world.raised()
    answer = desk.handler.reply(sender, text.format(desk.world.links.code(alarm.id).lower()))
    assert answer == (200, "1 alarme acquittée")
    assert desk.acts[0][:2] == (alarm.id, "odile")


def test_ack_all_takes_what_the_sender_was_told_and_no_more(desk: Desk) -> None:
    world = desk.world
    for number in range(3):
        world.raised(source=BARE._replace(channel=str(number)))
    world.run_until(1)
    world.raised(source=BARE._replace(channel="later"))
    assert desk.handler.reply("+33612345601", "ACK TOUT") == (200, "3 alarmes acquittées")
    assert len(desk.acts) == 3
    assert desk.handler.reply("john@example.fr", "ACK ALL") == (404, "No open alarm has this code.")


@pytest.mark.parametrize(
    ("sender", "text", "status"),
    [
        ("+33699999999", "ACK AAAAA", 403),
        ("", "ACK AAAAA", 403),
        ("odile@example.fr", "merci", 422),
        ("odile@example.fr", "", 422),
        ("odile@example.fr", "Bonjour\nACK AAAAA", 422),
        ("odile@example.fr", "ACK AAAAA", 404),
    ],
)
def test_replies_that_do_nothing(desk: Desk, sender: str, text: str, status: int) -> None:
    desk.world.raised()
    assert desk.handler.reply(sender, text).status == status
    assert desk.acts == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_reply_is_answered(sender: str, text: str) -> None:
    desk = Desk(World(POLICIES))
    desk.world.raised()
    assert desk.handler.reply(sender, text).status in (403, 404, 422)
    assert desk.handler.reply("odile@example.fr", text).status in (404, 422)
