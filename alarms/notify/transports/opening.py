"""From the URL of a channel to its transport."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from alarms.notify.transports.address import Address
from alarms.notify.transports.alertmanager import Alertmanager
from alarms.notify.transports.cap import Cap
from alarms.notify.transports.contract import Transport, Transports
from alarms.notify.transports.mqtt import MqttStates
from alarms.notify.transports.ovh_sms import OvhSms
from alarms.notify.transports.smtp import Smtp
from alarms.notify.transports.webhook import Webhook
from telemetry.errors import ConfigError

Openers = Mapping[str, Callable[[Address], Transport]]
"""What opens a channel, by the scheme of its URL."""

_OURS: Final[Openers] = {
    "smtp": Smtp,
    "smtps": Smtp,
    "ovhsms": OvhSms,
    "alertmanager": Alertmanager,
    "webhook": Webhook,
    "cap": Cap,
    "mqtt": MqttStates,
    "mqtts": MqttStates,
}
"""What Apprise lacks, or does without what an alarm needs; every other scheme is Apprise's."""


def open_transport(channel: str, url: str, others: Openers = MappingProxyType({})) -> Transport:
    """The transport of one channel; raises `ConfigError`, without showing the URL.

    `others` opens the schemes that need more than an address, such as a table of subscriptions.
    """
    address = Address.of(channel, url)
    kind = {**_OURS, **others}.get(address.scheme.partition("+")[0])
    if kind:
        return kind(address)
    # Apprise takes long to load its hundred services: only who uses it waits for it.
    from alarms.notify.transports.apprise_service import AppriseService  # noqa: PLC0415

    return AppriseService(address, url)


def open_transports(channels: Mapping[str, str], others: Openers = MappingProxyType({})) -> Transports:
    """The transports of all channels; raises one `ConfigError` for all mistakes."""
    opened: dict[str, Transport] = {}
    problems: list[str] = []
    for channel, url in channels.items():
        try:
            opened[channel] = open_transport(channel, url, others)
        except ConfigError as error:
            problems.append(str(error))
    if problems:
        raise ConfigError("\n".join(problems))
    return opened
