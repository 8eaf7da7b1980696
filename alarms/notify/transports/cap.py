"""OASIS Common Alerting Protocol 1.2: one XML document for each alarm, posted to a server of alerts."""

import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final
from xml.etree import ElementTree as ET

import httpx

from alarms.notify.transports.address import Address
from alarms.notify.transports.contract import Message, Notice, RuleWords
from alarms.notify.transports.http import Poster
from alarms.rules.cause import ProbableCause
from telemetry.alarm import Alarm, DeliveryKind, EventType, Severity
from telemetry.errors import ConfigError
from telemetry.times import PARIS, from_ms

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
_SEVERITY: Final = {
    Severity.CRITICAL: ("Extreme", "Immediate"),
    Severity.MAJOR: ("Severe", "Immediate"),
    Severity.MINOR: ("Moderate", "Expected"),
    Severity.WARNING: ("Minor", "Future"),
}
"""CAP's severity and urgency (§3.2.2) of each severity."""

_FIRE = frozenset({ProbableCause.FIRE, ProbableCause.SMOKE, ProbableCause.FIRE_DETECTOR_FAILURE})
_SECURITY = frozenset({ProbableCause.INTRUSION_DETECTION, ProbableCause.ENCLOSURE_DOOR_OPEN})

_IDENTIFIER = re.compile(r"[\s,<&]")
"""What identifier and sender may not hold (§3.2.1)."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML document may hold (XML 1.0 §2.2)."""


class Cap:
    """`cap+https://host/path?sender=alarmes@example.fr`; an `area` names the territory where a site has no place."""

    resend_s = 0.0
    at_once = 1

    def __init__(
        self, address: Address, transport: httpx.BaseTransport | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._sender = address.required("sender")
        if _IDENTIFIER.search(self._sender):
            raise ConfigError(f"channel {address.channel}: a CAP sender holds no space, comma, < or & (CAP 1.2 §3.2.1)")
        self._area = address.options.get("area", "Somme")
        self._url = address.web(but=frozenset({"sender", "area"}))
        self._poster = Poster(address.channel, transport)
        self._clock = clock

    def send(self, message: Message) -> str:
        now = from_ms(int(self._clock() * 1000))
        # What people do not see (suppressed, set aside) is not for others either.
        shown = [notice for notice in message.notices if _is_shown(notice.alarm) or message.test]
        for number, notice in enumerate(shown):
            body = document(notice, self._sender, self._area, now, test=message.test)
            headers = {"content-type": "application/cap+xml", "x-idempotency-key": f"{message.key}-{number}"}
            self._poster.post(self._url, body, headers)
        return f"{len(shown)} documents"

    def close(self) -> None:
        self._poster.close()


def _is_shown(alarm: Alarm) -> bool:
    return alarm.announced and not (alarm.suppressed or alarm.set_aside)


def document(notice: Notice, sender: str, area: str, now: datetime, *, test: bool = False) -> bytes:
    """The CAP document of a notice: Alert at first, Update while it lives, Cancel at its end."""
    alarm = notice.alarm
    alert = ET.Element("alert", xmlns=NAMESPACE)
    _add(alert, "identifier", f"{alarm.id}-{alarm.revision}")
    _add(alert, "sender", sender)
    _add(alert, "sent", _time(now))
    _add(alert, "status", "Test" if test else "Exercise" if alarm.exercise else "Actual")
    over = notice.kind is DeliveryKind.CLEAR or not (alarm.active or alarm.latched)
    first = alarm.revision == 1
    _add(alert, "msgType", "Alert" if first else "Cancel" if over else "Update")
    _add(alert, "scope", "Private")
    _add(alert, "addresses", '"alarms"')
    if not first:
        _add(alert, "references", f"{sender},{alarm.id}-1,{_time(from_ms(alarm.raised_ms))}")
    alert.append(_info(notice, area, over=over))
    written: bytes = ET.tostring(alert, "utf-8", xml_declaration=True)
    return written


def _info(notice: Notice, area: str, *, over: bool) -> ET.Element:
    alarm, place = notice.alarm, notice.place
    info = ET.Element("info")
    severity, urgency = _SEVERITY[alarm.severity]
    _add(info, "language", "fr-FR")
    _add(info, "category", _category(notice.rule))
    _add(info, "event", notice.rule.title or alarm.source.rule)
    if over:
        _add(info, "responseType", "AllClear")
    _add(info, "urgency", "Past" if over else urgency)
    _add(info, "severity", severity)
    _add(info, "certainty", "Observed")
    _add(info, "onset", _time(from_ms(alarm.since_ms)))
    _add(info, "senderName", "Samara")
    _add(info, "headline", f"{place.site_name}: {notice.rule.title or alarm.source.rule}"[:160])
    if notice.rule.guidance:
        _add(info, "instruction", notice.rule.guidance)
    for name, value in (("value", alarm.value), ("limit", alarm.limit)):
        if value is not None:
            _add_named(info, "parameter", name, str(value))
    where = ET.SubElement(info, "area")
    _add(where, "areaDesc", place.site_name or place.commune or area)
    if place.latitude is not None and place.longitude is not None:
        _add(where, "circle", f"{place.latitude:.5f},{place.longitude:.5f} 0.1")
    return info


def _category(rule: RuleWords) -> str:
    """CAP's category (§3.2.2): Fire and Security by the probable cause, else Env or Infra by the event type."""
    if rule.cause in _FIRE:
        return "Fire"
    if rule.cause in _SECURITY:
        return "Security"
    return "Env" if rule.event_type == EventType.ENVIRONMENTAL else "Infra"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _add_named(parent: ET.Element, name: str, key: str, value: str) -> None:
    pair = ET.SubElement(parent, name)
    _add(pair, "valueName", key)
    _add(pair, "value", value)


def _time(instant: datetime) -> str:
    """A time as CAP §3.3.2 wants it: whole seconds, an offset in digits, never Z."""
    return instant.astimezone(PARIS).isoformat(timespec="seconds")
