"""Opens the parts of notification that the settings name."""

from collections.abc import Callable

from alarms.notify.acknowledging import Acknowledgements, AlarmActions
from alarms.notify.composer import Composer, RuleText
from alarms.notify.file import PolicyFile
from alarms.notify.heartbeat import Heartbeat
from alarms.notify.links import Links
from alarms.notify.notifier import Alarms, Notifier
from alarms.notify.pace import Pace
from alarms.notify.places import Places
from alarms.notify.policy import Policies
from alarms.notify.router import Router
from alarms.notify.transports.contract import Transports
from alarms.notify.transports.opening import open_transports
from telemetry.metrics import Metrics
from telemetry.ports import AlarmStore, Outbox, Registry
from telemetry.settings import NotifySettings, Settings

PolicySource = Callable[[], Policies]
_WITHIN_S = 600.0


def open_policies(settings: NotifySettings) -> PolicySource:
    """The policies, read again when their file changes; without a file nobody is told."""
    return PolicyFile(settings.policies) if settings.policies else Policies


def open_channels(settings: NotifySettings) -> Transports:
    """The transports of `notify.channels`."""
    return open_transports({name: url.get_secret_value() for name, url in settings.channels.items()})


def open_links(settings: NotifySettings) -> Links | None:
    """What signs links and codes, None without a key."""
    key = settings.secret_key.get_secret_value()
    return Links(settings.public_url, key) if key else None


def open_router(policies: PolicySource, registry: Registry) -> Router:
    """The router of the alarm engine."""
    return Router(policies, Places(registry).of)


def open_composer(settings: Settings, policies: PolicySource, registry: Registry, rule: RuleText) -> Composer:
    """What writes messages; `rule` gives the words of a rule in a language."""
    return Composer(policies, Places(registry).of, rule, open_links(settings.notify), settings.language)


def open_notifier(
    settings: Settings, router: Router, composer: Composer, outbox: Outbox, alarms: Alarms, metrics: Metrics
) -> Notifier:
    """The worker of the outbox."""
    pace = Pace(settings.notify.most_messages, _WITHIN_S)
    return Notifier(outbox, alarms, router, composer, open_channels(settings.notify), metrics, pace)


def open_acknowledgements(
    settings: Settings,
    policies: PolicySource,
    registry: Registry,
    alarms: AlarmStore,
    outbox: Outbox,
    actions: AlarmActions,
    rule: RuleText,
) -> Acknowledgements | None:
    """What answers links and replies, None without a key to check them by."""
    links = open_links(settings.notify)
    if links is None:
        return None

    def title(name: str, language: str) -> str:
        return rule(name, language).title

    return Acknowledgements(links, alarms, outbox, actions, policies, Places(registry).of, title, settings.language)


def reply_keys(settings: NotifySettings) -> dict[str, str]:
    """The keys of gateways that pass on replies."""
    return {channel: key.get_secret_value() for channel, key in settings.replies.items()}


def open_heartbeat(settings: NotifySettings, why_not: Callable[[], str | None], metrics: Metrics) -> Heartbeat | None:
    """The beats to the dead-man's switch, None without its URL."""
    url = settings.heartbeat_url.get_secret_value()
    return Heartbeat(url, settings.heartbeat_s, why_not, metrics) if url else None
