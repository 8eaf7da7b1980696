"""Acknowledging from a message: the page behind a signed link, and replies that bear a code. No web framework here."""

import re
import time
from collections.abc import Callable, Iterator
from email.utils import parseaddr
from html import escape
from http import HTTPStatus
from typing import Final, NamedTuple, Protocol

from alarms.notify.html import document
from alarms.notify.links import Links
from alarms.notify.places import Place
from alarms.notify.policy import Policies
from alarms.notify.router import needs_somebody
from telemetry.alarm import Alarm, DeliveryState, Source
from telemetry.errors import ConflictError, NotFoundError, ParseError
from telemetry.i18n import Translator, translator
from telemetry.ports import AlarmStore, Outbox

_ALL: Final = ("ALL", "TOUT", "TOUS")
_REPLY: Final = re.compile(r"\W*(?:ACK|ACQ|OK)\W+(?P<what>ALL|TOUT|TOUS|[A-Z0-9]{5})\b\W*(?P<said>.*)", re.IGNORECASE)
_LONGEST: Final = 2000


class AlarmActions(Protocol):
    """What people do to alarms."""

    def acknowledge(self, alarm_id: str, actor: str, comment: str) -> object:
        """Say that somebody deals with an alarm; raises `NotFoundError` or `ConflictError`."""


class Answer(NamedTuple):
    """What is answered: a page, or the text of a reply."""

    status: HTTPStatus
    text: str


class Acknowledgements:
    """Reads links and replies, and acts in the name of the recipient whom they were sent to."""

    def __init__(
        self,
        links: Links,
        alarms: AlarmStore,
        outbox: Outbox,
        actions: AlarmActions,
        policies: Callable[[], Policies],
        place: Callable[[Source], Place],
        title: Callable[[str, str], str],
        language: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`title` is what a rule says, by id and language."""
        self._links = links
        self._alarms = alarms
        self._outbox = outbox
        self._actions = actions
        self._policies = policies
        self._place = place
        self._title = title
        self._language = language
        self._clock = clock

    def show(self, token: str) -> Answer:
        """The page that asks for confirmation; it changes nothing, for mail scanners follow links."""
        return self._with_claim(token, self._ask)

    def confirm(self, token: str) -> Answer:
        """Acknowledge, and say so."""
        return self._with_claim(token, self._acknowledge)

    def _with_claim(self, token: str, act: Callable[[Alarm, str, Translator], Answer]) -> Answer:
        try:
            claim = self._links.read(token, int(self._clock() * 1000))
            person = self._policies().people.get(claim.recipient)
            say = translator(person.language if person else self._language)
            return act(self._alarms.get(claim.alarm_id), claim.recipient, say)
        except (ParseError, NotFoundError):
            say = translator(self._language)
            said = say("This link is not valid, or no longer. Open the alarm in Samara.")
            return _page(HTTPStatus.NOT_FOUND, say, f"<p>{escape(said)}</p>")

    def _ask(self, alarm: Alarm, _recipient: str, say: Translator) -> Answer:
        if not needs_somebody(alarm):
            return _page(HTTPStatus.OK, say, self._about(alarm, say) + f"<p>{escape(self._standing(alarm, say))}</p>")
        button = "font-size:20px;padding:14px 28px;background:#b00020;color:#fff;border:0;border-radius:6px"
        form = f'<form method="post"><button style="{button}">{escape(say("I deal with it"))}</button></form>'
        return _page(HTTPStatus.OK, say, self._about(alarm, say) + form)

    def _acknowledge(self, alarm: Alarm, recipient: str, say: Translator) -> Answer:
        try:
            self._actions.acknowledge(alarm.id, recipient, say("by the link in the message"))
            said = say("Acknowledged. Nobody else is called.")
        except ConflictError:
            said = self._standing(self._alarms.get(alarm.id), say)
        return _page(HTTPStatus.OK, say, self._about(alarm, say) + f"<p>{escape(said)}</p>")

    def _about(self, alarm: Alarm, say: Translator) -> str:
        site = self._place(alarm.source).site_name
        title = self._title(alarm.source.rule, say.language)
        return f"<h1>{escape(site)}</h1><p><strong>{escape(title)}</strong></p>"

    def _standing(self, alarm: Alarm, say: Translator) -> str:
        if not alarm.acknowledged:
            return say("There is nothing to acknowledge any more.")
        person = self._policies().people.get(alarm.acknowledged_by)
        return say("{who} has it already.", who=person.name if person else alarm.acknowledged_by)

    def reply(self, sender: str, text: str) -> Answer:
        """An inbound message: `ACK` and a code, or `ACK ALL` for what the sender was told; the rest is a comment."""
        recipient = self._recipient(sender)
        if recipient is None:
            return Answer(HTTPStatus.FORBIDDEN, "the sender is nobody who is told of alarms")
        say = translator(self._policies().people[recipient].language)
        # Only the first line: below it, mail programs quote what they answer.
        first = next((line for line in text[:_LONGEST].splitlines() if line.strip()), "")
        read = _REPLY.match(first)
        if read is None:
            return Answer(
                HTTPStatus.UNPROCESSABLE_ENTITY, say("Not understood. Reply ACK and the code of the message.")
            )
        what = read["what"].upper()
        meant = list(self._told(recipient) if what in _ALL else self._coded(what))
        if not meant or (len(meant) > 1 and what not in _ALL):
            return Answer(HTTPStatus.NOT_FOUND, say("No open alarm has this code."))
        count = sum(self._acted(alarm, recipient, read["said"].strip()) for alarm in meant)
        return Answer(HTTPStatus.OK, say.plural("{count} alarm acknowledged", "{count} alarms acknowledged", count))

    def _acted(self, alarm: Alarm, recipient: str, comment: str) -> bool:
        try:
            self._actions.acknowledge(alarm.id, recipient, comment)
        except ConflictError:
            return False
        return True

    def _coded(self, code: str) -> list[Alarm]:
        return self._links.meant(code, self._alarms.open_alarms())

    def _told(self, recipient: str) -> Iterator[Alarm]:
        for alarm in self._alarms.open_alarms():
            sent = self._outbox.deliveries(alarm.id, DeliveryState.SENT) if not alarm.acknowledged else ()
            if any(one.recipient == recipient and one.channel for one in sent):
                yield alarm

    def _recipient(self, sender: str) -> str | None:
        wanted = _canonical(sender)
        for name, person in self._policies().people.items():
            if wanted and any(_canonical(address) == wanted for address in person.reach.values()):
                return name
        return None


def _canonical(address: str) -> str:
    """One form for a mailbox, and one for a French number however it is written: 06 12 …, 0033 6 12 …, +336 12 …."""
    if "@" in address:
        return parseaddr(address)[1].casefold()
    digits = re.sub(r"\D", "", address)
    digits = digits.removeprefix("00")
    return f"33{digits[1:]}" if digits.startswith("0") else digits


def _page(status: HTTPStatus, say: Translator, body: str) -> Answer:
    return Answer(status, document(say.language, body))
