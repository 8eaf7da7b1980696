"""Opens the parts of notification that the settings name."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

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
from alarms.notify.transports.address import Address
from alarms.notify.transports.contract import Transport, Transports
from alarms.notify.transports.opening import open_transports
from samara import wiring
from telemetry.metrics import Metrics
from telemetry.ports import AlarmStore, Outbox, Registry
from telemetry.settings import NotifySettings, Settings

if TYPE_CHECKING:
    from alarms.notify.vapid import VapidKey

PolicySource = Callable[[], Policies]
_WITHIN_S = 600.0
_WEB_PUSH = "webpush"


def open_policies(settings: NotifySettings) -> PolicySource:
    """The policies, read again when their file changes; without a file nobody is told."""
    return PolicyFile(settings.policies) if settings.policies else Policies


def open_channels(settings: Settings) -> Transports:
    """The transports of `notify.channels`."""
    urls = {name: url.get_secret_value() for name, url in settings.notify.channels.items()}
    return open_transports(urls, {_WEB_PUSH: partial(_open_web_push, settings)})


def push_key(settings: Settings) -> str:
    """The public key by which browsers subscribe to Web Push; empty where no channel is one."""
    urls = (url.get_secret_value() for url in settings.notify.channels.values())
    return _vapid_key(settings).public if any(url.startswith(f"{_WEB_PUSH}://") for url in urls) else ""


def _open_web_push(settings: Settings, address: Address) -> Transport:
    # pywebpush loads two more HTTP clients: only who uses it waits for them.
    from alarms.notify.transports.webpush import WebPush  # noqa: PLC0415

    return WebPush(address, wiring.open_push_subscriptions(settings), _vapid_key(settings))


def _vapid_key(settings: Settings) -> "VapidKey":
    from alarms.notify.vapid import VapidKey  # noqa: PLC0415 - for the same reason

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return VapidKey.opened(settings.data_dir / "vapid.pem")


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
    return Notifier(outbox, alarms, router, composer, open_channels(settings), metrics, pace)


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
