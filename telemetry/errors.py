"""The one error tree: whoever catches `TelemetryError` has caught everything Samara refuses."""

from collections.abc import Sequence
from typing import NamedTuple


class TelemetryError(Exception):
    """Base of every error Samara raises on purpose; its text says what to do."""


class ConfigError(TelemetryError):
    """A setting is missing, unknown or wrong."""


class ParseError(TelemetryError):
    """A message is not what its source (topic, protocol) says it should be."""


class DecodeError(TelemetryError):
    """A payload is not one that this decoder understands."""


class UnknownDecoderError(DecodeError):
    """No decoder has this id or alias, or no decoder is bound to the device."""


class CommandError(TelemetryError):
    """A device has no such command, or a parameter of it is missing or wrong."""


class InventoryError(TelemetryError):
    """An inventory file has mistakes: one line of `problems` for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Mistake(NamedTuple):
    """One thing that is wrong with what was sent: in which part of it, its name there, what to do."""

    where: str
    name: str
    reason: str


class MistakesError(TelemetryError):
    """What somebody sent has mistakes, each of which is named; nothing of it was taken."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(f"{name}: {reason}" for _, name, reason in mistakes[:3]))
        self.mistakes = mistakes


class NotFoundError(TelemetryError):
    """The thing asked for (device, series, quarantine entry …) does not exist."""


class QueryError(TelemetryError):
    """A question that the store refuses: an empty range, too many points, a window it lacks."""


class UnavailableError(TelemetryError):
    """A server (database, broker, network server) does not answer now: try again later."""


class RejectedError(TelemetryError):
    """A server answers, and refuses what it was given: trying again will not help."""


class ConflictError(TelemetryError):
    """Somebody else changed it first: read it again, then decide."""


class StaleError(ConflictError):
    """What was decided on has changed since it was read."""
