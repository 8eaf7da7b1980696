"""An alarm in the words of people: what is wrong, where, how much, what somebody did about it."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from alarms.notify.texts import moment
from alarms.notify.transports.contract import RuleWords
from dashboards.console.severity import SEVERITY_LABELS
from dashboards.console.snapshot import Snapshot, plain
from telemetry.alarm import Alarm, Happening, Quality, Severity, State, Transition
from telemetry.device import Domain
from telemetry.i18n import Translator, mark
from telemetry.quantity import CATALOGUE
from telemetry.reading import MAIN_CHANNEL
from telemetry.words import value_text

STATE_WORDS: Final[Mapping[State, str]] = {
    State.NORMAL: mark("Over"),
    State.UNACKNOWLEDGED: mark("To acknowledge"),
    State.ACKNOWLEDGED: mark("Acknowledged"),
    State.RETURNED: mark("Over, to acknowledge"),
    State.SHELVED: mark("Shelved"),
    State.SUPPRESSED: mark("Suppressed"),
    State.OUT_OF_SERVICE: mark("Out of service"),
}

HAPPENING_WORDS: Final[Mapping[Happening, str]] = {
    Happening.RAISED: mark("Raised"),
    Happening.ESCALATED: mark("Grown worse"),
    Happening.EASED: mark("Eased"),
    Happening.CLEARED: mark("Cleared"),
    Happening.ACKNOWLEDGED: mark("Acknowledged"),
    Happening.UNACKNOWLEDGED: mark("Acknowledgement taken back"),
    Happening.CONFIRMED: mark("Confirmed"),
    Happening.RESET: mark("Reset"),
    Happening.SHELVED: mark("Shelved"),
    Happening.UNSHELVED: mark("Taken up again"),
    Happening.SUPPRESSED: mark("Suppressed"),
    Happening.UNSUPPRESSED: mark("Suppressed no longer"),
    Happening.OUT_OF_SERVICE: mark("Out of service"),
    Happening.IN_SERVICE: mark("In service again"),
    Happening.QUALITY: mark("Quality of the data changed"),
    Happening.COMMENTED: mark("Comment"),
}

QUALITY_WORDS: Final[Mapping[Quality, str]] = {
    Quality.GOOD: "",
    Quality.SUSPECT: mark("suspect data"),
    Quality.STALE: mark("old data"),
    Quality.UNKNOWN: mark("no data"),
}

_CAUSES: Final[Mapping[str, str]] = {
    "topology": mark("consequence of {name}"),
    "maintenance": mark("announced work {name}"),
    "chatter": mark("chatter"),
}


class Described(NamedTuple):
    """One revision of an alarm in words; `found_by` is what a search looks through."""

    alarm: Alarm
    title: str
    guidance: str
    severity: str
    point: str
    value: str
    site: str
    tenant: str
    domain: Domain
    state: str
    found_by: str

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Its place when what is over comes last, the gravest first, and of equals the newest."""
        return self.alarm.state is State.RETURNED, -self.alarm.severity, -self.alarm.raised_ms


def describe(
    alarm: Alarm, snapshot: Snapshot, say: Translator, rule_words: Callable[[str, str], RuleWords]
) -> Described:
    """An alarm in words, with the names of the registry."""
    source = alarm.source
    words = rule_words(source.rule, say.language)
    site, point = snapshot.site_name(source.site), _point(alarm, snapshot, say)
    found_by = plain(f"{words.title} {source.rule} {site} {point} {source.device}")
    return Described(
        alarm,
        words.title,
        words.guidance,
        say(SEVERITY_LABELS[alarm.severity]),
        point,
        value_words(alarm, say),
        site,
        snapshot.tenant_name(source.tenant),
        domain_of(alarm, snapshot),
        state_words(alarm, say, snapshot.now_ms),
        found_by,
    )


def domain_of(alarm: Alarm, snapshot: Snapshot) -> Domain:
    """The trade of its device; of an alarm of a whole site, the trade that the site's kind names."""
    if vitals := snapshot.vitals.get(alarm.source.device):
        return vitals.device.domain
    kind = snapshot.sites[alarm.source.site].kind if alarm.source.site in snapshot.sites else ""
    return Domain(kind) if kind in set(Domain) else Domain.OTHER


def _point(alarm: Alarm, snapshot: Snapshot, say: Translator) -> str:
    source = alarm.source
    vitals = snapshot.vitals.get(source.device)
    name = (vitals.device.name if vitals else "") or source.device
    channel = source.channel if source.channel != MAIN_CHANNEL else ""
    measured = CATALOGUE.get(source.quantity)
    return " · ".join(filter(None, (name, channel, measured.label(say.language) if measured else source.quantity)))


def value_words(alarm: Alarm, say: Translator) -> str:
    """What was measured, and the limit: `41,2 °C (limit 40 °C)`."""
    value = _amount(alarm, alarm.value, say)
    limit = say("(limit {limit})", limit=_amount(alarm, alarm.limit, say)) if alarm.limit is not None else ""
    return " ".join(filter(None, (value, limit)))


def _amount(alarm: Alarm, value: float | None, say: Translator) -> str:
    if value is None:
        return ""
    measured = CATALOGUE.get(alarm.source.quantity)
    return value_text(measured, value, say) if measured else say.number(value, 0 if value.is_integer() else 2)


def state_words(alarm: Alarm, say: Translator, now_ms: int) -> str:
    """Its state, by whom and until when, and what the data is worth."""
    state, who = say(STATE_WORDS[alarm.state]), ""
    match alarm.state:
        case State.ACKNOWLEDGED:
            who = alarm.acknowledged_by
        case State.SHELVED if alarm.shelved:
            who = f"{alarm.shelved.by}, {say('until {time}', time=moment(alarm.shelved.until_ms, say, now_ms))}"
        case State.SUPPRESSED:
            who = ", ".join(cause_words(cause, say) for cause in alarm.suppressed)
    marks = (say("EXERCISE") if alarm.exercise else "", say(QUALITY_WORDS[alarm.quality]))
    return " · ".join(filter(None, (state, who, *marks)))


def cause_words(cause: str, say: Translator) -> str:
    """Why an alarm is suppressed: `consequence of nro-albert`."""
    kind, _, name = cause.partition(":")
    return say(_CAUSES[kind], name=name) if kind in _CAUSES else cause


def history_words(told: Transition, say: Translator) -> str:
    """One line of the history of an alarm, without its time."""
    what = say(HAPPENING_WORDS[told.happening])
    if told.happening in (Happening.RAISED, Happening.ESCALATED, Happening.EASED):
        what = f"{what}, {say(SEVERITY_LABELS[Severity(told.alarm.severity)]).lower()}"
    value = value_words(told.alarm, say) if not told.actor and told.happening is not Happening.SUPPRESSED else ""
    return " · ".join(filter(None, (what, told.actor, value, told.comment)))
