"""`samara alarms`: the rules, and what they raise."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from alarms import actions
from alarms.actions import Act
from alarms.engine import Change
from alarms.rules.reader import load, shipped
from samara import wiring
from samara.alarming import open_desk
from samara.commands.alarms_notify import check_policies, deliveries, on_call, send_test
from samara.context import settings_of
from samara.operator import account
from samara.operator import act as audited
from telemetry.alarm import AlarmFilter, Severity
from telemetry.errors import ConfigError, ParseError
from telemetry.times import PARIS, from_ms, parse_instant, to_ms, utc_now

app = typer.Typer(help="Alarm rules and alarms.", no_args_is_help=True)

_Alarm = Annotated[str, typer.Argument(metavar="ALARM", help="Name of the alarm, as `list` shows it.")]
_Comment = Annotated[str, typer.Option(help="What you say to it, for the history.")]
_Why = Annotated[str, typer.Option(help="Why, for the history.")]


@app.callback()
def alarms() -> None:
    """Alarm rules and alarms."""


@app.command()
def check(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH…]", help="Rule files, or folders of them; the shipped packs are always read first."
        ),
    ] = None,
) -> None:
    """Name file, line and remedy of every mistake in rule files and policies, and change nothing."""
    rules = load([*shipped(), *(paths or ())])
    typer.echo(f"The rules are right: {len(rules)}.")
    for line in check_policies(settings_of(context), utc_now()):
        typer.echo(line)


app.command("test")(send_test)
app.command("on-call")(on_call)
app.command("deliveries")(deliveries)


@app.command("list")
def list_alarms(
    context: typer.Context,
    tenant: Annotated[str | None, typer.Option(help="Only of this authority (slug).")] = None,
    site: Annotated[str | None, typer.Option(help="Only on this site (slug).")] = None,
    severity: Annotated[str | None, typer.Option(help="At least as grave: warning, minor, major, critical.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to show, the newest first.")] = 50,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Those that are over as well.")] = False,
) -> None:
    """Show what needs somebody yet: alarm, state, severity, rule, site, device, value, since when (Paris)."""
    at_least = None if severity is None else _severity(severity)
    where = AlarmFilter(tenant, site, open=None if everything else True, at_least=at_least)
    for alarm in wiring.open_alarms(settings_of(context)).find(where, None, limit):
        source, value = alarm.source, "" if alarm.value is None else f"{alarm.value:g}"
        facts = alarm.id, alarm.state, alarm.severity.key, source.rule, source.site, source.device, value
        # One line each, whatever the terminal's width, for grep and cut.
        typer.echo("\t".join((*facts, _instant(alarm.since_ms))))


@app.command()
def show(context: typer.Context, alarm: _Alarm) -> None:
    """Show the history of an alarm, one line for each thing that happened."""
    for told in wiring.open_alarms(settings_of(context)).history(alarm):
        after = told.alarm
        said = f"{told.actor or '-'}\t{told.comment}"
        typer.echo(f"{_instant(told.known_ms)}\t{told.happening}\t{after.state}\t{after.severity.key}\t{said}")


@app.command()
def ack(
    context: typer.Context,
    alarm: _Alarm,
    comment: _Comment = "",
    until: Annotated[str, typer.Option(help="Instant at which it is told again; absent: once it grows worse.")] = "",
) -> None:
    """Acknowledge: you deal with it, and nobody more is called."""
    until_ms = _future(until) if until else None
    _do(context, alarm, "acknowledge", comment, lambda act: lambda one, _: actions.acknowledge(one, act, until_ms))


@app.command()
def unack(context: typer.Context, alarm: _Alarm, comment: _Comment = "") -> None:
    """Take an acknowledgement back: people are called again."""
    _do(context, alarm, "unacknowledge", comment, lambda act: lambda one, _: actions.unacknowledge(one, act))


@app.command()
def confirm(context: typer.Context, alarm: _Alarm, comment: _Comment = "") -> None:
    """Say that what had to be done has been done."""
    _do(context, alarm, "confirm", comment, lambda act: lambda one, _: actions.confirm(one, act))


@app.command()
def reset(context: typer.Context, alarm: _Alarm, comment: _Comment = "") -> None:
    """Let go of a latched alarm that has cleared."""
    _do(context, alarm, "reset", comment, lambda act: lambda one, _: actions.reset(one, act))


@app.command()
def shelve(
    context: typer.Context,
    alarm: _Alarm,
    until: Annotated[str, typer.Option(help="Instant at which the shelf ends, such as 2026-11-21T18:00:00Z.")],
    why: _Why,
    *,
    one_shot: Annotated[bool, typer.Option(help="End the shelf with the next clear, if that is sooner.")] = False,
) -> None:
    """Set an alarm aside for a time."""
    until_ms = _future(until)
    _do(context, alarm, "shelve", why, lambda act: lambda one, how: actions.shelve(one, act, how, until_ms, one_shot))


@app.command()
def unshelve(context: typer.Context, alarm: _Alarm, comment: _Comment = "") -> None:
    """Take a shelved alarm up again."""
    _do(context, alarm, "unshelve", comment, lambda act: lambda one, _: actions.unshelve(one, act))


@app.command("out-of-service")
def out_of_service(context: typer.Context, alarm: _Alarm, why: _Why) -> None:
    """Set an alarm aside while its equipment is being worked on."""
    _do(context, alarm, "out-of-service", why, lambda act: lambda one, how: actions.remove_from_service(one, act, how))


@app.command("in-service")
def in_service(context: typer.Context, alarm: _Alarm, comment: _Comment = "") -> None:
    """Put the equipment of an alarm into service again."""
    _do(context, alarm, "in-service", comment, lambda act: lambda one, _: actions.return_to_service(one, act))


@app.command("comment")
def comment_alarm(context: typer.Context, alarm: _Alarm, comment: Annotated[str, typer.Argument()]) -> None:
    """Say something about an alarm, for its history."""
    _do(context, alarm, "comment", comment, lambda act: lambda one, _: actions.comment(one, act))


def _do(context: typer.Context, alarm_id: str, verb: str, said: str, change: Callable[[Act], Change]) -> None:
    settings = settings_of(context)
    event = audited(f"alarm.{verb}", alarm_id, {"comment": said})
    wiring.open_audit(settings).append(event)
    desk = open_desk(settings)
    told = desk.act(alarm_id, change(Act(account(), event.time_ms, said)))
    typer.echo(f"{told.alarm.id}\t{told.alarm.state}\t{told.alarm.severity.key}")


def _severity(name: str) -> Severity:
    try:
        return Severity[name.upper()]
    except KeyError as error:
        raise ConfigError(f"--severity {name!r:.40}: write warning, minor, major or critical") from error


def _future(text: str) -> int:
    try:
        return to_ms(parse_instant(text))
    except ParseError as error:
        raise ConfigError(f"--until: {error}") from error


def _instant(time_ms: int) -> str:
    return from_ms(time_ms).astimezone(PARIS).isoformat(" ", "seconds")
