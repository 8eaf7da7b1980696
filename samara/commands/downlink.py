"""`samara downlink`: what a device can be told, and telling it."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import Annotated
from uuid import uuid4

import typer

from decoders.contract import Decoder
from decoders.downlinks.contract import Command, Downlink
from decoders.downlinks.registry import commands_of, find_command
from ingest.chirpstack_queue import LastHeard, command, enqueue, last_heard
from samara.context import settings_of
from samara.decoding import open_decoders
from samara.downlinks import CommandPublisher, audited, decoder_of, find_device
from samara.wiring import open_audit, open_journal, open_registry
from telemetry.device import Device
from telemetry.errors import CommandError, ConfigError
from telemetry.settings import MqttSettings, Settings


class Way(StrEnum):
    """How the downlink reaches ChirpStack's queue."""

    MQTT = "mqtt"
    GRPC = "grpc"


def downlink(
    context: typer.Context,
    device: Annotated[str, typer.Argument(help="DevEUI or name.")],
    name: Annotated[
        str, typer.Argument(metavar="[COMMAND]", help="What to tell it; absent to list what it can do.")
    ] = "",
    parameters: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE…]", help="Its parameters.")] = None,
    *,
    confirmed: Annotated[bool, typer.Option("--confirmed", help="Ask the device for an acknowledgement.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the frame, and send nothing.")] = False,
    via: Annotated[Way, typer.Option(help="By the broker of the settings, or by gRPC.")] = Way.MQTT,
    application: Annotated[str, typer.Option(help="ChirpStack's application id; the last uplink's if absent.")] = "",
    server: Annotated[str, typer.Option(help="ChirpStack's gRPC address, host:port.")] = "",
    token: Annotated[
        str, typer.Option(envvar="SAMARA_CHIRPSTACK_TOKEN", show_envvar=True, help="API key; best in the environment.")
    ] = "",
    tls: Annotated[bool, typer.Option("--tls", help="The gRPC server speaks TLS.")] = False,
) -> None:
    """Queue a command for a device on ChirpStack, or list those that its maker gave it."""
    settings = settings_of(context)
    target, heard, decoder = _resolve(settings, device)
    if not name:
        _list(decoder)
        return
    given = _pairs(parameters or ())
    frame = find_command(decoder, name).encode(given)
    typer.echo(f"{target.dev_eui} {name}: port {frame.f_port}, {frame.payload.hex(' ')}")
    if dry_run:
        return
    deliver: Callable[[], str]
    if via is Way.GRPC:
        deliver = partial(enqueue, server, token, target.dev_eui, frame, confirmed=confirmed, tls=tls)
    else:
        deliver = _by_mqtt(settings.mqtt, _application(application, heard), target.dev_eui, frame, confirmed=confirmed)
    detail = {"command": name, "parameters": given, "f_port": frame.f_port, "payload": frame.payload.hex()}
    item = _send(settings, target.dev_eui, {**detail, "confirmed": confirmed, "via": via.value}, deliver)
    typer.echo(f"Sent as {item}; it reaches the device when that listens.")


def _resolve(settings: Settings, wanted: str) -> tuple[Device, LastHeard | None, Decoder]:
    device = find_device(open_registry(settings), wanted)
    heard = last_heard(open_journal(settings), device.dev_eui)
    return device, heard, decoder_of(device, open_decoders(settings), heard)


def _send(settings: Settings, dev_eui: str, detail: dict[str, object], deliver: Callable[[], str]) -> str:
    audit = open_audit(settings)
    try:
        return audited(audit, dev_eui, detail, deliver)
    finally:
        audit.close()


def _by_mqtt(
    settings: MqttSettings, application: str, dev_eui: str, frame: Downlink, *, confirmed: bool
) -> Callable[[], str]:
    item_id = str(uuid4())
    topic, body = command(application, dev_eui, frame, item_id, confirmed=confirmed)

    def deliver() -> str:
        publisher = CommandPublisher(settings)
        publisher.start()
        try:
            publisher.publish(topic, body)
        finally:
            publisher.stop()
        return item_id

    return deliver


def _application(given: str, heard: LastHeard | None) -> str:
    if given:
        return given
    if heard is None:
        raise ConfigError(
            "the journal has no message of this device, so its application is not known; name it with --application"
        )
    return heard.application


def _pairs(written: Sequence[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for pair in written:
        key, equals, value = pair.partition("=")
        if not key or not equals:
            raise CommandError(f"{pair!r:.80}: write key=value, such as interval=600")
        if key in pairs:
            raise CommandError(f"{key!r:.80} stands twice; give it once")
        pairs[key] = value
    return pairs


def _list(decoder: Decoder) -> None:
    commands = commands_of(decoder)
    if not commands:
        typer.echo(f"No commands are known for {decoder.id}.")
    for held in commands.values():
        typer.echo(f"{held.name}{_usage(held)}\n    {held.summary}")


def _usage(held: Command) -> str:
    parts = (f"{one.name}={one.expected}" for one in held.parameters)
    optional = (one.default is not None for one in held.parameters)
    return "".join(f" [{part}]" if free else f" {part}" for part, free in zip(parts, optional, strict=True))
