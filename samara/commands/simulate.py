"""`samara simulate`, `record` and `replay`: traffic for a broker, invented or real."""

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event, Timer
from typing import Annotated
from urllib.parse import unquote, urlsplit

import typer
from pydantic import SecretStr, TypeAdapter, ValidationError

from samara.context import settings_of
from samara.wiring import open_registry
from simulators.fleet import DEFAULT_DEVICES, Fleet
from simulators.mqtt import Publisher, Recorder
from simulators.network_server import as_protobuf
from simulators.pace import moved, paced, parse_duration
from telemetry.errors import ConfigError
from telemetry.record import RawMessage
from telemetry.recording import read_recording, write_recording
from telemetry.settings import MqttSettings, MqttUrl
from telemetry.times import parse_instant, to_ms, utc_now

Broker = Annotated[
    str, typer.Option(help="Broker, as mqtt[s]://[user:password@]host[:port]; mqtt.url of the settings if absent.")
]
Speed = Annotated[float, typer.Option(help="Times faster than real time; 0 does not wait at all.")]
Duration = Annotated[str, typer.Option(help="Stop after this long: 90s, 15m, 2h or 7d; without end if absent.")]


def simulate(
    context: typer.Context,
    broker: Broker = "",
    devices: Annotated[int, typer.Option(help="Size of the fleet.")] = DEFAULT_DEVICES,
    seed: Annotated[int, typer.Option(help="The same seed gives the same fleet and the same values.")] = 1,
    speed: Speed = 1.0,
    duration: Duration = "",
    start: Annotated[
        str, typer.Option(help="Simulated start, as 2026-11-21T08:00:00Z; now, or --duration ago at another speed.")
    ] = "",
    period_scale: Annotated[float, typer.Option(help="Shorter than 1: devices speak more often.")] = 1.0,
    protobuf: Annotated[bool, typer.Option("--protobuf", help="Events in protobuf instead of JSON.")] = False,
    register: Annotated[
        bool, typer.Option("--register", help="Enter sites, gateways and devices of the fleet into the registry first.")
    ] = False,
) -> None:
    """Publish what a simulated fleet over the Somme says, as ChirpStack 4 would."""
    begin, end = _span(start, duration, speed)
    fleet = Fleet(seed, devices, period_scale)
    if register:
        open_registry(settings_of(context)).merge(fleet.inventory())
    events: Iterable[RawMessage] = fleet.events(begin, end)
    if protobuf:
        events = map(as_protobuf, events)
    with _interruptible() as stop:
        _publish(_broker(context, broker), paced(events, speed, stop, to_ms(begin)), stop)


def record(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Recording to write (JSON lines, gzip).")],
    broker: Broker = "",
    topic: Annotated[str, typer.Option(help="MQTT topic filter.")] = "application/+/device/+/event/+",
    source: Annotated[
        str, typer.Option(help="Dialect of the messages, which the ingest parses them by.")
    ] = "chirpstack",
    duration: Duration = "",
) -> None:
    """Record what passes through a broker, until interrupted."""
    seconds = parse_duration(duration).total_seconds() if duration else None
    settings = _broker(context, broker)
    recorder = Recorder(settings, topic, source)
    recorder.start()
    typer.echo(f"recording {topic} from {settings.url}; Ctrl-C ends it", err=True)
    try:
        with _interruptible(seconds) as stop:
            count = write_recording(file, recorder.messages(stop))
    finally:
        recorder.stop()
    typer.echo(f"{count} messages recorded in {file}")


def replay(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Recording, or journal export, to play.")],
    broker: Broker = "",
    speed: Speed = 1.0,
    shift_to_now: Annotated[
        bool, typer.Option("--shift-to-now", help="Move all times, as if it had been recorded from now on.")
    ] = False,
) -> None:
    """Publish a recording again, with its gaps scaled by the speed."""
    messages = read_recording(file)
    if shift_to_now:
        messages = moved(messages, utc_now())
    with _interruptible() as stop:
        _publish(_broker(context, broker), paced(messages, speed, stop), stop)


def _broker(context: typer.Context, broker: str) -> MqttSettings:
    """The settings of the broker: `--broker` with the account in it, else those of the settings file.

    Raises `ConfigError`.
    """
    settings = settings_of(context).mqtt
    if not broker:
        return settings
    scheme, _, rest = broker.partition("://")
    url = f"{scheme}://{rest.rpartition('@')[2]}"
    try:
        parts = urlsplit(broker)
        account = {"username": unquote(parts.username or ""), "password": SecretStr(unquote(parts.password or ""))}
        TypeAdapter(MqttUrl).validate_python(url)
    except (ValueError, ValidationError) as error:
        raise ConfigError(
            f"--broker {url}: not a broker; write mqtt://host:1883 or mqtts://user:password@host"
        ) from error
    return settings.model_copy(update={"url": url} | (account if parts.username else {}))


def _span(start: str, duration: str, speed: float) -> tuple[datetime, datetime | None]:
    """When the simulated time begins and ends; faster than ours, it must not run into the future by mistake."""
    length = parse_duration(duration) if duration else None
    if start:
        begin = parse_instant(start)
    elif speed == 1.0:
        begin = utc_now()
    elif length:
        begin = utc_now() - length
    else:
        raise ConfigError("a --speed other than 1 needs --duration (it then ends now) or --start")
    return begin, begin + length if length else None


def _publish(settings: MqttSettings, messages: Iterator[RawMessage], stop: Event) -> None:
    publisher = Publisher(settings, give_up=stop)
    publisher.start()
    count = 0
    try:
        for count, message in enumerate(messages, start=1):  # noqa: B007 - it is said below
            publisher.publish(message.topic, message.payload, retained=message.retained)
        publisher.flush(timeout=5 if stop.is_set() else 60)
    finally:
        publisher.stop()
    typer.echo(f"{count} messages published to {settings.url}")


@contextmanager
def _interruptible(seconds: float | None = None) -> Iterator[Event]:
    """An event that Ctrl-C or SIGTERM sets, or time: what runs then ends in good order."""
    stop = Event()
    timer = Timer(seconds, stop.set) if seconds else None
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    if timer:
        timer.daemon = True
        timer.start()
    try:
        yield stop
    finally:
        if timer:
            timer.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)
