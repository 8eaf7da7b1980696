"""What people read: a short message of the GSM alphabet, a subject, a plain text; in French or English."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from alarms.notify.gsm7 import SEPTETS, cut, septets, transliterate
from alarms.notify.transports.contract import Notice
from telemetry.alarm import DeliveryKind, Severity
from telemetry.errors import NotFoundError
from telemetry.i18n import Translator, mark
from telemetry.quantity import Kind, Quantity, quantity
from telemetry.reading import MAIN_CHANNEL
from telemetry.times import PARIS, from_ms
from telemetry.words import amount_text, value_text

SEVERITIES: Final[Mapping[Severity, str]] = {
    Severity.CRITICAL: mark("critical"),
    Severity.MAJOR: mark("major"),
    Severity.MINOR: mark("minor"),
    Severity.WARNING: mark("warning"),
}

_LAST_WORDS: Final[Mapping[str, str]] = {
    "commercialPowerFailure": mark("after a mains failure"),
    "lowBatteryThreshold": mark("after a low battery"),
    "intrusionDetection": mark("after an intrusion"),
}
"""What a site said before it fell silent, by probable cause."""

_ANNOUNCED: Final = ("inform", "exercise")
"""Details that hold the reason of announced work."""

_MOST_LISTED = 50
"""Alarms that one message lists in full; the others are counted."""


class Facts(NamedTuple):
    """A notice in words: each a text, empty when there is nothing to say."""

    head: str
    site: str
    title: str
    point: str
    value: str
    limit: str
    since: str
    until: str
    guidance: str
    known: str

    @property
    def measured(self) -> str:
        """The point, its value and its limit, and what else is known."""
        return ", ".join(filter(None, (" ".join(filter(None, (self.point, self.value, self.limit))), self.known)))


def facts(notice: Notice, say: Translator, now_ms: int, *, test: bool = False) -> Facts:
    """A notice in words."""
    alarm, place = notice.alarm, notice.place
    measured = _quantity(alarm.source.quantity)
    value, limit = _figures(notice, measured, say)
    since = say("since {time}", time=moment(alarm.since_ms, say, now_ms))
    until = moment(alarm.cleared_ms, say, now_ms) if alarm.cleared_ms and not alarm.active else ""
    return Facts(
        _head(notice, say, test=test),
        place.site_name,
        notice.rule.title or alarm.source.rule,
        _point(notice, measured, say),
        value,
        say("(limit {limit})", limit=limit) if limit else "",
        since,
        say("until {time}", time=until) if until else "",
        notice.rule.guidance if notice.kind is DeliveryKind.PAGE else "",
        _known(notice, say),
    )


def _known(notice: Notice, say: Translator) -> str:
    """What the site said last, and that work was announced: both say what to make of an alarm."""
    detail = notice.alarm.detail
    told = [say(_LAST_WORDS.get(detail.get("last_words", ""), ""))]
    told += [say("announced: {reason}", reason=detail[mode]) for mode in _ANNOUNCED if mode in detail]
    return ", ".join(filter(None, told))


def _head(notice: Notice, say: Translator, *, test: bool) -> str:
    alarm = notice.alarm
    marks = [
        say("TEST") if test else "",
        say("EXERCISE") if alarm.exercise else "",
        say("LATE") if alarm.late and notice.kind is DeliveryKind.PAGE else "",
    ]
    match notice.kind:
        case DeliveryKind.CLEAR:
            marks.append(say("OVER"))
        case DeliveryKind.ACKNOWLEDGE:
            marks.append(say("TAKEN by {who}", who=alarm.acknowledged_by))
        case _:
            marks.append(say(SEVERITIES[alarm.severity]).upper())
    return " ".join(filter(None, marks))


def _point(notice: Notice, measured: Quantity | None, say: Translator) -> str:
    source = notice.alarm.source
    channel = source.channel if source.channel not in ("", MAIN_CHANNEL, source.quantity) else ""
    label = measured.label(say.language) if measured else source.quantity
    return " ".join(filter(None, (notice.place.device_name, channel, label)))


def _quantity(key: str) -> Quantity | None:
    try:
        return quantity(key)
    except NotFoundError:
        return None


def _figures(notice: Notice, measured: Quantity | None, say: Translator) -> tuple[str, str]:
    """Value and limit; a state has no limit, and what is over has none any more."""
    alarm, unit = notice.alarm, notice.alarm.detail.get("unit", "")
    over = notice.kind is DeliveryKind.CLEAR
    if over and unit:
        return "", ""  # What was counted up or down is at its beginning again.
    is_state = measured is not None and measured.kind is Kind.STATE and not unit
    limit = None if over or is_state else alarm.limit
    value = _value(measured, alarm.value, unit, say)
    left = say("{value} left", value=value) if "lost" in alarm.detail and value else value
    return left, _value(measured, limit, unit, say)


def _value(measured: Quantity | None, value: float | None, unit: str, say: Translator) -> str:
    if value is None:
        return ""
    if unit:
        return amount_text(unit, value, say)
    return value_text(measured, value, say) if measured else say.number(value, 0 if value.is_integer() else 2)


def moment(time_ms: int, say: Translator, now_ms: int) -> str:
    """A local time as short as it is clear: `03:12` today, else with its date."""
    local, now = (from_ms(ms).astimezone(PARIS) for ms in (time_ms, now_ms))
    if local.date() == now.date():
        return f"{local:%H:%M}"
    date = f"{local:%d/%m}" if say.language == "fr" else f"{local:%d %b}"
    return f"{date if local.year == now.year else f'{date} {local.year}'} {local:%H:%M}"


def short(notices: Sequence[Notice], say: Translator, now_ms: int, *, test: bool = False) -> str:
    """At most 160 septets: what says most and fits, then how to acknowledge."""
    if len(notices) == 1:
        told = facts(notices[0], say, now_ms, test=test)
        tail = _tail(notices[0], say)
        head = f"{told.head} {told.site}: {told.title}"
        when = ", ".join(filter(None, (told.since, told.until)))
        texts = [
            ", ".join(filter(None, (head, told.measured, when))),
            f"{head}, {told.point} {told.value}".rstrip(),
            f"{head} {told.value}, {when}",
            f"{head} {told.value}".rstrip(),
        ]
        return _fitted(texts, tail)
    tail = say("Reply ACK ALL") if any(notice.code for notice in notices) else ""
    listed = "; ".join(f"{one.head} {one.site}: {one.title}" for one in (facts(n, say, now_ms) for n in notices[:10]))
    return _fitted([f"{_count(notices, say, test=test)}. {listed}"], tail)


def _tail(notice: Notice, say: Translator) -> str:
    if notice.kind is not DeliveryKind.PAGE:
        return ""
    reply = say("Reply ACK {code}", code=notice.code) if notice.code else ""
    return " ".join(filter(None, (notice.link, reply)))


def _fitted(texts: Sequence[str], tail: str) -> str:
    """The first text that leaves room for the tail, else the last one cut."""
    plain_tail = transliterate(f" {tail}") if tail else ""
    room = SEPTETS - (septets(plain_tail) or 0)
    plain = [transliterate(text) for text in texts]
    fitting = next((text for text in plain if (septets(text) or 0) <= room), cut(plain[-1], max(room, 0)))
    return (fitting + plain_tail)[:SEPTETS]


def _count(notices: Sequence[Notice], say: Translator, *, test: bool) -> str:
    called = Counter(notice.alarm.severity for notice in notices if notice.kind is DeliveryKind.PAGE)
    parts = [f"{say(SEVERITIES[severity]).upper()} {called[severity]}" for severity in sorted(called, reverse=True)]
    if len(notices) > called.total():
        parts.append(say("news {count}", count=len(notices) - called.total()))
    total = say.plural("{count} alarm", "{count} alarms", len(notices))
    return " ".join(filter(None, (say("TEST") if test else "", f"{total} ({', '.join(parts)})")))


def subject(notices: Sequence[Notice], say: Translator, now_ms: int, *, test: bool = False) -> str:
    """One line for the list of a mailbox."""
    if len(notices) > 1:
        return say("{name}: {value}", name=_count(notices, say, test=test), value=f"{notices[0].place.site_name}…")
    told = facts(notices[0], say, now_ms, test=test)
    return say("{name}: {value}", name=f"{told.head} {told.site}", value=told.title)


def plain(notices: Sequence[Notice], say: Translator, now_ms: int, *, test: bool = False) -> str:
    """The long form without marks of layout."""
    paragraphs = [_paragraph(notice, say, now_ms, test=test) for notice in listed(notices)]
    if rest := len(notices) - len(paragraphs):
        paragraphs.append(more(rest, say))
    return "\n\n".join(paragraphs) + "\n"


def more(count: int, say: Translator) -> str:
    """That there are others."""
    return say.plural("and {count} more alarm", "and {count} more alarms", count)


def listed(notices: Sequence[Notice]) -> Sequence[Notice]:
    """Those that a message tells in full."""
    return notices[:_MOST_LISTED]


def _paragraph(notice: Notice, say: Translator, now_ms: int, *, test: bool) -> str:
    told = facts(notice, say, now_ms, test=test)
    lines = [
        say("{name}: {value}", name=f"{told.head} — {told.site}", value=told.title),
        told.measured,
        ", ".join(filter(None, (told.since, told.until))),
        say("What to do: {guidance}", guidance=told.guidance) if told.guidance else "",
        say("Acknowledge: {link}", link=notice.link) if notice.link and notice.kind is DeliveryKind.PAGE else "",
        say("or reply ACK {code}", code=notice.code) if notice.code and notice.kind is DeliveryKind.PAGE else "",
    ]
    return "\n".join(filter(None, lines))
