"""Windows in YAML files, and declared ones that are added as files: what was announced survives as text."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from alarms.calendar.windows import Calendar, Mode, Scope, Window, recurrence
from alarms.changed_files import Signature, signature
from telemetry.alarm import Severity
from telemetry.errors import ConfigError

logger = logging.getLogger(__name__)

_LONGEST = timedelta(days=31)
_LARGEST = 256 * 1024
_MOST_WINDOWS = 2_000

Names = Annotated[frozenset[str], Field(max_length=1000)]


class _Scope(BaseModel):
    model_config = ConfigDict(extra="forbid")

    tenants: Names = frozenset()
    sites: Names = frozenset()
    devices: Names = frozenset()
    rules: Names = frozenset()


class WindowEntry(BaseModel):
    """A window as it is written: see docs/maintenance.md."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")
    what: _Scope = _Scope()
    mode: Mode = Mode.MUTE
    start: datetime
    duration: timedelta = Field(gt=timedelta(0), le=_LONGEST)
    repeat: str = Field("", max_length=200)
    up_to: str = Severity.MAJOR.key
    reason: str = Field(min_length=1, max_length=500)
    by: str = Field(min_length=1, max_length=200)

    @field_validator("start")
    @classmethod
    def _on_the_wall(cls, start: datetime) -> datetime:
        if start.tzinfo is not None:
            raise ValueError("write it without an offset: it is the time on the wall in Paris")
        return start

    @field_validator("up_to")
    @classmethod
    def _a_severity(cls, name: str) -> str:
        if name.upper() not in Severity.__members__:
            raise ValueError(f"write one of {', '.join(severity.key for severity in Severity)}")
        return name

    def window(self) -> Window:
        """The window that it describes; raises `ConfigError` for a recurrence that is none."""
        scope = Scope(self.what.tenants, self.what.sites, self.what.devices, self.what.rules)
        severity = Severity[self.up_to.upper()]
        window = Window(
            self.id, scope, self.mode, self.start, self.duration, self.reason, self.by, self.repeat, severity
        )
        if window.rule:
            recurrence(window)
        return window


class WindowFolder:
    """The windows of a folder as they were last right; `problems` says what is wrong with them now.

    Wrong files announce nothing, even at a start: alarms are then told, which is the lesser evil.
    """

    def __init__(self, folder: Path) -> None:
        self.calendar = Calendar()
        self.problems = ""
        self._folder = folder
        self._signature: Signature | None = None
        self.poll()

    def poll(self) -> bool:
        """Look whether the files have changed; whether there is another calendar now."""
        seen = signature(_files(self._folder))
        if seen == self._signature:
            return False
        self._signature = seen
        try:
            self.calendar = read_calendar(self._folder)
        except ConfigError as error:
            self.problems = str(error)
            logger.error("announced work stays as it was:\n%s", error)  # noqa: TRY400 - the text says it all
            return False
        self.problems = ""
        return True


def read_calendar(folder: Path) -> Calendar:
    """The windows of all `*.yaml` of a folder, each a list; an absent folder has none.

    Raises `ConfigError` with a line for each mistake.
    """
    problems: list[str] = []
    windows = [window for file in _files(folder) for window in _windows(file, problems)]
    ids = [window.id for window in windows]
    problems += [
        f"{folder}: two windows are called {id_}" for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1})
    ]
    if problems:
        raise ConfigError("\n".join(problems))
    return Calendar(windows)


def declare(folder: Path, entry: WindowEntry) -> Window:
    """Add an announced window as a file of its own; the engine reads it within seconds.

    Raises `ConfigError` when one of this name exists or the folder cannot be written.
    """
    window = entry.window()
    document = yaml.safe_dump([entry.model_dump(mode="json", exclude_defaults=True)], allow_unicode=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{entry.id}.yaml").open("x", encoding="utf-8") as file:
            file.write(document)
    except FileExistsError as error:
        raise ConfigError(f"a window {entry.id} exists; choose another id") from error
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written: {error.strerror}") from error
    return window


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _windows(file: Path, problems: list[str]) -> Iterator[Window]:
    try:
        text = file.read_bytes()
        entries = yaml.safe_load(text) if len(text) <= _LARGEST else "too large"
    except (OSError, yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        problems.append(f"{file.name}: cannot be read: {' '.join(str(error).split())}")
        return
    if not isinstance(entries, list) or len(entries) > _MOST_WINDOWS:
        problems.append(f"{file.name}: is no list of up to {_MOST_WINDOWS} windows in {_LARGEST // 1024} KiB")
        return
    for number, entry in enumerate(entries, start=1):
        try:
            yield WindowEntry.model_validate(entry).window()
        except ValidationError as error:
            for mistake in error.errors():
                where = ".".join(map(str, mistake["loc"]))
                problems.append(f"{file.name}: window {number}: {where}: {mistake['msg']}")
        except ConfigError as error:
            problems.append(f"{file.name}: {error}")
