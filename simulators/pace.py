"""Time, as a simulation or a replay lives it: faster or slower than ours, and moved to the present."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from threading import Event

from telemetry.errors import ConfigError, ParseError
from telemetry.record import RawMessage
from telemetry.times import from_ms, parse_instant

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DIGITS_OF_MILLISECONDS = 13
_DURATION = re.compile(r"(\d{1,6}(?:\.\d+)?)([smhd])")
_IN_TEXT = frozenset({"chirpstack", "the_things_stack", "live_objects", "itxpt"})
_IN_NUMBERS = frozenset({"axis", "neuron", "shelly", "telegraf"})
"""Sources whose JSON has its times as texts with an offset, and as Unix times."""

_TIMES = re.compile(
    rb'("(?:time|gwTime|nsTime|received_at|timestamp|created|TimeStamp)"\s*:\s*")(\d{4}-\d\d-\d\dT[0-9:.+-]+Z?)"'
)
_UNIX_TIMES = re.compile(rb'("(?:timestamp|ts)"\s*:\s*)(\d{13}|\d{10}(?:\.\d+)?)(?=[\s,}])')
_GPS_TIMES = re.compile(rb'("(?:timeSinceGpsEpoch|fineTimeSinceGpsEpoch)"\s*:\s*")(\d{1,12}(?:\.\d+)?)s"')


def parse_duration(text: str) -> timedelta:
    """Read 90s, 15m, 2h or 7d; raises `ConfigError`."""
    match = _DURATION.fullmatch(text)
    if not match:
        raise ConfigError(f"not a duration: {text!r:.40}; write 90s, 15m, 2h or 7d")
    return timedelta(**{_UNITS[match[2]]: float(match[1])})


def paced(
    messages: Iterable[RawMessage],
    speed: float,
    stop: Event,
    origin_ms: int | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[RawMessage]:
    """Yield messages when their turn comes, `speed` times faster than they were received, until `stop` is set.

    `origin_ms` is the message time that it is now (the first message's if absent); what is older comes at once.
    A speed of 0 does not wait at all. Raises `ConfigError` for a negative one.
    """
    if speed < 0:
        raise ConfigError(f"speed {speed}; give 1 for real time, 60 for a minute each second, 0 for no waiting")
    begins = clock()
    for message in messages:
        if origin_ms is None:
            origin_ms = message.received_ms
        delay = begins + (message.received_ms - origin_ms) / 1000 / speed - clock() if speed else 0.0
        if stop.wait(delay) if delay > 0 else stop.is_set():
            return
        yield message


def moved(messages: Iterable[RawMessage], present: datetime) -> Iterator[RawMessage]:
    """The same messages as if the first were received at `present`: gaps stay, times inside events move along.

    Instants that a device wrote into its payload stay as they are. Raises `ParseError` for what is not the JSON
    of a source whose times are known.
    """
    shift: timedelta | None = None
    for message in messages:
        if message.source not in _IN_TEXT | _IN_NUMBERS or not message.payload.startswith(b"{"):
            raise ParseError(f"cannot move the times of {message.topic!r:.100}: replay without --shift-to-now")
        if shift is None:
            shift = present - from_ms(message.received_ms)
        received_ms = message.received_ms + round(shift.total_seconds() * 1000)
        move = _shifted if message.source in _IN_TEXT else _shifted_numbers
        yield message._replace(payload=move(message.payload, shift), received_ms=received_ms)


def _shifted(payload: bytes, shift: timedelta) -> bytes:
    def instant(match: re.Match[bytes]) -> bytes:
        text = match[2].decode()
        try:
            return match[1] + (parse_instant(text) + shift).isoformat().encode() + b'"'
        except OverflowError as error:
            raise ParseError(f"{text} cannot be moved by {shift}: it leaves the calendar") from error

    def since_gps_epoch(match: re.Match[bytes]) -> bytes:
        return match[1] + b'%.6fs"' % (float(match[2]) + shift.total_seconds())

    return _GPS_TIMES.sub(since_gps_epoch, _TIMES.sub(instant, payload))


def _shifted_numbers(payload: bytes, shift: timedelta) -> bytes:
    """Unix times in seconds, with decimals or without, or in milliseconds, stay what they are."""

    def number(match: re.Match[bytes]) -> bytes:
        whole, _, decimals = match[2].partition(b".")
        unit = 1000.0 if len(whole) == _DIGITS_OF_MILLISECONDS else 1.0
        return match[1] + f"{float(match[2]) + unit * shift.total_seconds():.{len(decimals)}f}".encode()

    return _UNIX_TIMES.sub(number, payload)
