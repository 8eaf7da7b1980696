"""From deliveries to a message: who reads it, in which language, at which address, with which links."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256

from alarms.notify.html import html
from alarms.notify.links import Links
from alarms.notify.places import Place
from alarms.notify.policy import Policies
from alarms.notify.texts import plain, short, subject
from alarms.notify.transports.contract import Message, Notice, RuleWords
from telemetry.alarm import Alarm, Delivery, DeliveryKind, Source
from telemetry.errors import RejectedError
from telemetry.i18n import translator

RuleText = Callable[[str, str], RuleWords]
"""What a rule (by id) says in a language."""

Told = Sequence[tuple[Delivery, Alarm]]
"""Deliveries to one recipient through one channel, with their alarms as they are now."""


class Composer:
    """Writes messages. `language` is that of rooms and machines; persons have their own."""

    def __init__(
        self,
        policies: Callable[[], Policies],
        place: Callable[[Source], Place],
        rule: RuleText,
        links: Links | None,
        language: str,
    ) -> None:
        self._policies = policies
        self._place = place
        self._rule = rule
        self._links = links
        self._language = language

    def compose(self, told: Told, now_ms: int, *, test: bool = False) -> Message:
        """One message of deliveries that have channel and recipient in common; the gravest stand first.

        Raises `RejectedError` when the person or the address is no longer in the file.
        """
        first = told[0][0]
        language, address = self._reader(first)
        say = translator(language)
        notices = tuple(self._notice(delivery, alarm, language, now_ms) for delivery, alarm in sorted(told, key=_order))
        return Message(
            idempotency_key([delivery.key for delivery, _ in told]),
            address,
            notices,
            short(notices, say, now_ms, test=test),
            subject(notices, say, now_ms, test=test),
            plain(notices, say, now_ms, test=test),
            html(notices, say, now_ms, test=test),
            test,
        )

    def _reader(self, delivery: Delivery) -> tuple[str, str]:
        if not delivery.recipient:
            return self._language, ""
        person = self._policies().people.get(delivery.recipient)
        if person is None or delivery.channel not in person.reach:
            raise RejectedError(f"{delivery.recipient} has no address for {delivery.channel} any more")
        return person.language, person.reach[delivery.channel]

    def _notice(self, delivery: Delivery, alarm: Alarm, language: str, now_ms: int) -> Notice:
        link = code = ""
        if self._links and delivery.recipient and delivery.kind is DeliveryKind.PAGE:
            link = self._links.link(alarm, delivery.recipient, now_ms)
            code = self._links.code(alarm.id)
        words = self._rule(alarm.source.rule, language)
        if (by := self._policies().people.get(alarm.acknowledged_by)) and delivery.kind is not DeliveryKind.STATE:
            alarm = replace(alarm, acknowledged_by=by.name)  # People read names; machines compare identifiers.
        return Notice(alarm, delivery.kind, delivery.key, self._place(alarm.source), words, link, code)


def idempotency_key(keys: Sequence[str]) -> str:
    """One key for a message of several deliveries, the same whenever it is sent again."""
    return sha256("\n".join(sorted(keys)).encode()).hexdigest()[:32]


def _order(told: tuple[Delivery, Alarm]) -> tuple[int, int, int]:
    delivery, alarm = told
    return -(delivery.kind is DeliveryKind.PAGE), -alarm.severity, alarm.raised_ms
