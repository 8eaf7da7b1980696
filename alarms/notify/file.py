"""The file of policies: read whole or not at all, with the line of each mistake; read again when it changes."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

import yaml
from pydantic import ValidationError

from alarms.changed_files import signature
from alarms.notify.policy import Policies
from telemetry.errors import ConfigError, ParseError
from telemetry.times import PARIS

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH: Final = 12
"""A policy is seven deep; PyYAML's composer would crash the process on a hundred thousand."""

_LARGEST: Final = 1_000_000
_LOOK_EVERY_S: Final = 1.0
_NULLS = frozenset({"", "~", "null"})
_log = logging.getLogger(__name__)

Lines = dict[tuple[str | int, ...], int]
Problems = list[tuple[int, str]]


def read_policies(file: Path) -> Policies:
    """The policies of a file; raises `ConfigError` with a line for each mistake."""
    try:
        root = _compose(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}); see notify.policies") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        said = error.problem or error.context
        raise ConfigError(f"{file}:{line}: not YAML: {said}; look at indentation, colons and quotes") from error
    except (yaml.YAMLError, ParseError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: not YAML that policies are written in: {' '.join(str(error).split())}") from error
    lines: Lines = {}
    problems: Problems = []
    content = _content(root, (), lines, problems) if root else {}
    try:
        policies = Policies.model_validate(content)
    except ValidationError as error:
        problems += [_told(problem, lines) for problem in _causes(error)]
    if problems:
        raise ConfigError("\n".join(f"{file}:{line}: {said}" for line, said in sorted(problems)))
    return policies


def _compose(text: str) -> yaml.Node | None:
    if len(text) > _LARGEST:
        raise ParseError("larger than a million characters")
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH or isinstance(event, yaml.AliasEvent):
            raise ParseError("nested too deeply, or with a reference (*); write the values out")
    node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    return node


def _content(node: yaml.Node, path: tuple[str | int, ...], lines: Lines, problems: Problems) -> Any:
    """Mappings, lists and texts: what YAML would make of 08:30 or `no` is not what was meant."""
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_content(item, (*path, number), lines, problems) for number, item in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode):
        return None if node.style is None and node.value in _NULLS else node.value
    table: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value in table:
            problems.append((key.start_mark.line + 1, "a key must be plain text, and stand once"))
            continue
        table[key.value] = _content(value, (*path, key.value), lines, problems)
        lines[*path, key.value] = key.start_mark.line + 1
    return {name: value for name, value in table.items() if value is not None}


def _causes(error: ValidationError) -> Iterator[Any]:
    """The errors without those that only follow: a list is "too short" when one of its entries is wrong."""
    found = error.errors()
    places = [problem["loc"] for problem in found]
    for problem in found:
        own = problem["loc"]
        if not any(place[: len(own)] == own and place != own for place in places):
            yield problem


def _told(problem: Any, lines: Lines) -> tuple[int, str]:
    location = tuple(problem["loc"])
    line = next(lines[location[:length]] for length in range(len(location), -1, -1) if location[:length] in lines)
    said = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        said = "unknown key; docs/notification.md shows all there are"
    return line, f"{'.'.join(map(str, location))}: {said}" if location else said


class PolicyFile:
    """The policies of a file as they are now. A file that is changed into a wrong one leaves the last right one."""

    def __init__(self, file: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._clock = clock
        self._lock = Lock()
        self._stamp = signature([file])
        self._policies = read_policies(file)
        self._looked = clock()
        self.problem: str | None = None

    def __call__(self) -> Policies:
        """The policies; looks at most once a second whether the file has changed."""
        with self._lock:
            if self._clock() - self._looked >= _LOOK_EVERY_S:
                self._looked = self._clock()
                self._look()
            return self._policies

    def _look(self) -> None:
        stamp = signature([self._file])
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._policies = read_policies(self._file)
            self.problem = None
            _log.info("%s was read again", self._file)
        except ConfigError as error:
            self.problem = str(error)
            _log.error("the policies stay as they were: %s", error)


def review(policies: Policies, channels: Sequence[str], start: datetime, end: datetime) -> Iterator[str]:
    """What is valid and yet wrong: channels without address, times when nobody is on call."""
    for channel in sorted(policies.channels - set(channels)):
        yield f"channel {channel} is not in the settings (notify.channels)"
    for name, schedule in policies.schedules.items():
        for duty in schedule.duties(start, end):
            if duty.gap:
                told = ", ".join(duty.people) if duty.people else "nobody"
                begin, until = (f"{instant.astimezone(PARIS):%Y-%m-%d %H:%M}" for instant in (duty.start, duty.end))
                yield f"schedule {name}: a gap from {begin} to {until}: {told} is told"
