"""Instants are aware UTC datetimes; stored times are integer milliseconds of the Unix epoch.

Europe/Paris appears only where a day is a civil day.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from telemetry.errors import ParseError

PARIS = ZoneInfo("Europe/Paris")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LORAWAN_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""LoRaWAN 1.0 is of January 2015: an uplink dated before then comes from a clock that was never set."""

_MILLISECOND = timedelta(milliseconds=1)


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970 of an aware instant, rounded down, exact (no float in between)."""
    return (instant - EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The aware UTC instant of a stored time."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def utc_now() -> datetime:
    """The present instant; parts that decide by time take it as an argument instead."""
    return datetime.now(UTC)


def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 / ISO 8601 instant, or a date (its midnight in Paris), into UTC.

    An instant without an offset is refused: it would be read in whatever zone the machine has.
    """
    try:
        instant = datetime.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise ParseError(f"not an instant: {text!r:.60}; write 2026-11-21T08:00:00Z") from error
    if instant.tzinfo is None:
        if len(text) != len("2026-11-21"):
            raise ParseError(f"{text!r:.60} has no offset; write 2026-11-21T08:00:00Z or …+01:00")
        instant = instant.replace(tzinfo=PARIS)
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ParseError(f"{text!r:.60} is outside the calendar; write a year from 1970 to 9998") from error


def civil_day_start(instant: datetime) -> datetime:
    """The UTC instant at which the Paris civil day of `instant` begins (a day has 23, 24 or 25 hours)."""
    local = instant.astimezone(PARIS)
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)


def next_civil_day(day_start: datetime) -> datetime:
    """The UTC instant at which the next Paris civil day begins."""
    # Thirty hours after a midnight always fall inside the next day, whatever the clock change.
    return civil_day_start(day_start + timedelta(hours=30))
