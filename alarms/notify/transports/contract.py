"""What a transport is given, and what it owes: a receipt, or an error that says whether to try again."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from alarms.notify.places import Place
from telemetry.alarm import Alarm, DeliveryKind
from telemetry.errors import RejectedError


class RuleWords(NamedTuple):
    """What the file of rules says of a rule, in one language: what is wrong, what to do, and the words of X.733."""

    title: str
    guidance: str = ""
    event_type: str = ""
    cause: str = ""


class Notice(NamedTuple):
    """One alarm in a message. `key` is that of its delivery, `link` acknowledges it for this recipient, if it may."""

    alarm: Alarm
    kind: DeliveryKind
    key: str
    place: Place
    rule: RuleWords
    link: str = ""
    code: str = ""


class Message(NamedTuple):
    """What one recipient is told at once, as texts and as facts. `key` is the same when it is sent again."""

    key: str
    address: str
    notices: tuple[Notice, ...]
    short: str
    subject: str
    plain: str
    html: str = ""
    test: bool = False


def required_address(channel: str, message: Message) -> str:
    """The address of a message that goes to a person; raises `RejectedError` for one that goes to a room."""
    if not message.address:
        raise RejectedError(f"{channel}: this channel tells persons, not rooms; name a person or a schedule")
    return message.address


class Transport(Protocol):
    """A way out. Constructors validate; connections are made when they are needed."""

    resend_s: float
    """For what shows states: after how many seconds the same state is shown again, 0 for never."""

    at_once: int
    """How many messages may be under way: 1 where one that overtakes another would leave an old state behind."""

    def send(self, message: Message) -> str:
        """Hand it over; return the receipt of the other side.

        Raises `UnavailableError` when trying again may help, `RejectedError` when it will not.
        """

    def close(self) -> None:
        """Release connections."""


Transports = Mapping[str, Transport]
"""Transports by the name of their channel."""
