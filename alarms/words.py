"""What a rule is called and what to do about it, for people in their language and for machines in X.733's words."""

from collections.abc import Mapping
from typing import NamedTuple

from alarms.causes import CORE_UNREACHABLE, GATEWAY_SILENT, SITE_UNREACHABLE
from alarms.notify.transports.contract import RuleWords
from alarms.rules.cause import ProbableCause
from alarms.rules.rule import Rules
from telemetry.alarm import EventType
from telemetry.i18n import mark, translator


class _Cause(NamedTuple):
    """The words of an alarm of the correlator, which no file of rules has."""

    title: str
    guidance: str


_CAUSES: Mapping[str, _Cause] = {
    SITE_UNREACHABLE: _Cause(
        mark("Site unreachable"),
        mark(
            "Is the collect link down, or the power of the site? Ask the operator of the link, see mains and "
            "battery before the silence, send a team if the site does not come back. Its sensors say nothing "
            "until then; fire and intrusion are only seen if they have a way of their own."
        ),
    ),
    GATEWAY_SILENT: _Cause(
        mark("LoRaWAN gateway silent"),
        mark(
            "Look at the gateway in the network server: power, Ethernet or 4G, antenna. Restart it from a "
            "distance; its sensors are mute until it is back, and none of them need be visited."
        ),
    ),
    CORE_UNREACHABLE: _Cause(
        mark("Most sites unreachable: look at the core of the network"),
        mark(
            "Most sites are lost at once, so look at what they have in common: core router, collect, broker, "
            "datacenter. Send nobody to the sites before that is cleared up."
        ),
    ),
}


def rule_words(rules: Rules, name: str, language: str) -> RuleWords:
    """The words of a rule, or of an alarm of the correlator; one that is gone is called by its id."""
    rule = rules.get(name)
    if rule:
        title, guidance = rule.title.in_language(language) or name, rule.guidance.in_language(language)
        return RuleWords(title, guidance, rule.event_type, rule.cause)
    cause = _CAUSES.get(name)
    if cause is None:
        return RuleWords(name)
    say = translator(language)
    communications = EventType.COMMUNICATIONS, ProbableCause.COMMUNICATIONS_SUBSYSTEM_FAILURE
    return RuleWords(say(cause.title), say(cause.guidance), *communications)
