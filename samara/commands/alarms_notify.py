"""`samara alarms test`, `on-call` and `deliveries`: does a message get through, who would be told, who was."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

import typer

from alarms.notify.composer import Composer
from alarms.notify.file import read_policies, review
from alarms.notify.places import Place
from alarms.notify.policy import Policies
from alarms.notify.router import Router
from alarms.notify.transports.contract import RuleWords
from samara.context import settings_of
from samara.notify import open_channels
from samara.wiring import open_alarms
from telemetry.alarm import Alarm, Delivery, DeliveryKind, DeliveryState, Severity, Source
from telemetry.errors import ConfigError, NotFoundError, RejectedError, TelemetryError
from telemetry.i18n import translator
from telemetry.settings import NotifySettings, Settings
from telemetry.times import PARIS, from_ms, parse_instant, to_ms, utc_now

_AHEAD = timedelta(days=28)
"""How far `check` looks for gaps: a month of duty lists."""


def send_test(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="CHANNEL|POLICY", help="A channel, or a policy: its first step.")],
    to: Annotated[str, typer.Option(help="A person of the file, for a channel that needs an address.")] = "",
) -> None:
    """Send a message marked TEST now, and show the receipt of each channel."""
    settings = settings_of(context)
    policies = _policies(settings.notify)
    now_ms = to_ms(utc_now())
    alarm = Alarm(Source("test", "samara", "samara"), Severity.WARNING, now_ms, now_ms, announced=True)
    pairs = _recipients(policies, target, to, now_ms)
    say = translator(settings.language)
    words = RuleWords(say("Test of the notifications"), say("Nothing is to be done."))
    composer = Composer(lambda: policies, _nowhere, lambda _rule, _language: words, None, settings.language)
    channels = open_channels(settings)
    failed = 0
    for channel, person in pairs:
        delivery = Delivery(
            f"test/{now_ms}", alarm.id, "", 0, DeliveryKind.PAGE, alarm.severity, now_ms, channel, person
        )
        try:
            if channel not in channels:
                raise RejectedError(f"no channel {channel} in the settings (notify.channels)")
            receipt = channels[channel].send(composer.compose([(delivery, alarm)], now_ms, test=True))
            typer.echo(f"{channel} {person}: {receipt}".replace(" :", ":"))
        except TelemetryError as error:
            failed += 1
            typer.echo(f"{channel} {person}: {error}".replace(" :", ":"), err=True)
    for transport in channels.values():
        transport.close()
    if failed:
        raise typer.Exit(1)


def _nowhere(_source: Source) -> Place:
    return Place("", "", "Samara")


def _recipients(policies: Policies, target: str, to: str, now_ms: int) -> list[tuple[str, str]]:
    """Channel and person: of a policy's first step now, or of the channel that is named."""
    if target not in policies.policies:
        return [(target, to)]
    router = Router(lambda: policies, _nowhere)
    step = policies.policies[target].steps[0]
    pairs = list(router.recipients(step, now_ms))
    if not pairs:
        raise NotFoundError(f"policy {target}: nobody is on call now")
    return pairs


def on_call(
    context: typer.Context,
    at: Annotated[
        str, typer.Option(metavar="INSTANT", help="2026-12-25, or 2026-12-25T03:00+01:00; now if absent.")
    ] = "",
) -> None:
    """Show who is on call in each schedule, and until when."""
    instant = parse_instant(at) if at else utc_now()
    policies = _policies(settings_of(context).notify)
    for name, schedule in policies.schedules.items():
        duty = schedule.duties(instant, instant + _AHEAD)[0]
        names = ", ".join(policies.people[person].name for person in duty.people) or "nobody"
        until = "" if duty.end >= instant + _AHEAD else f", until {duty.end.astimezone(PARIS):%Y-%m-%d %H:%M}"
        typer.echo(f"{name}\t{names}{' (fallback)' if duty.gap and duty.people else ''}{until}")


def check_policies(settings: Settings, now: datetime) -> Iterator[str]:
    """What `samara alarms check` says of the policies; raises `ConfigError` for mistakes."""
    if settings.notify.policies is None:
        yield "notify.policies is not set: nobody is told"
        return
    policies = read_policies(settings.notify.policies)
    open_channels(settings)
    yield from review(policies, list(settings.notify.channels), now, now + _AHEAD)


def _policies(settings: NotifySettings) -> Policies:
    if settings.policies is None:
        raise ConfigError("notify.policies is not set; config/notify.example.yaml is an example")
    return read_policies(settings.policies)


def deliveries(
    context: typer.Context,
    state: Annotated[DeliveryState | None, typer.Option(help="Only these; dead ones were given up.")] = None,
    alarm: Annotated[str | None, typer.Option(help="Only of this alarm.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to show, the latest due first.")] = 50,
) -> None:
    """Show what was told, is to be told, or could not be told, one a line: when, what, to whom, and what came of it."""
    for one in open_alarms(settings_of(context)).deliveries(alarm, state, limit):
        due = from_ms(one.due_ms).astimezone(PARIS).isoformat(" ", "seconds")
        said = " ".join((one.error or one.receipt).split())
        columns = (due, one.state, one.kind, one.alarm_id, one.channel, one.recipient, str(one.attempts), said)
        typer.echo("\t".join(columns))
