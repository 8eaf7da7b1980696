"""Reads `samara.toml` with all its mistakes at once, each with file, line, key and remedy; prints a documented one."""

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import SettingsError

from telemetry.errors import ConfigError
from telemetry.settings import Settings

DEFAULT_FILE = Path("samara.toml")
_PREFIX = "SAMARA_"
_NOT_SETTINGS = {
    "SAMARA_CONFIG",
    "SAMARA_CHIRPSTACK_TOKEN",
    "SAMARA_GRAFANA_PASSWORD",
    "SAMARA_GRAFANA_INFLUX_TOKEN",
}
"""Variables of the command line, which are options of commands."""

_TABLE = re.compile(r"^\s*(\[{1,2})\s*([\w.\- ]+?)\s*\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w.\-]+|\"[^\"]*\")\s*=")


def load_settings(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings, or raise one `ConfigError` that lists every mistake.

    `file` None means `samara.toml` of the working folder, if there is one; a named file must exist.
    """
    path = file or DEFAULT_FILE
    text, content = _read(path) if file or path.exists() else ("", {})
    problems = list(_unknown_variables(environment))
    settings: Settings | None = None
    try:
        settings = Settings(**content)
    except ValidationError as error:
        described = (_describe(path, text, problem, environment) for problem in error.errors())
        problems += [told for _, told in sorted(described)]
    except SettingsError as error:
        problems.append(f"environment: {error}; a table or list is written as JSON")
    if settings is None or problems:
        raise ConfigError("\n".join(problems))
    return settings


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return text, tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); `samara config print` makes one") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"{path}:{line[1]}" if line else str(path)
        raise ConfigError(f"{where}: not TOML: {error}; text goes between quotes, tables are [name]") from error


def _unknown_variables(environment: Mapping[str, str]) -> Iterator[str]:
    for variable in environment:
        if variable.startswith(_PREFIX) and variable not in _NOT_SETTINGS:
            name = variable.removeprefix(_PREFIX).lower().split("__")[0]
            if name not in Settings.model_fields:
                yield f"environment: {variable} is no setting; {_suggest(name, Settings.model_fields)}"


def _describe(path: Path, text: str, problem: Any, environment: Mapping[str, str]) -> tuple[int, str]:
    """The line of a mistake, 0 outside the file, and what to say of it."""
    location: tuple[str | int, ...] = problem["loc"]
    key = ".".join(map(str, location))
    line = 0
    variable = _PREFIX + "__".join(str(part).upper() for part in location)
    if variable in environment:
        where = f"environment: {variable}"
    else:
        line = line_of(text, location) or 0
        where = f"{path}:{line}: {key}" if line else f"{path}: {key}"
    if problem["type"] == "extra_forbidden":
        return line, f"{where}: unknown setting; {_suggest(str(location[-1]), _siblings(location))}"
    return line, f"{where}: {problem['msg'].removeprefix('Value error, ')}"


def _suggest(name: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}"


def _siblings(location: tuple[str | int, ...]) -> Mapping[str, FieldInfo]:
    """The settings that stand in the same table as the one at `location`."""
    model: type[BaseModel] = Settings
    for part in location[:-1]:
        if isinstance(part, str):
            annotation = model.model_fields[part].annotation
            arguments = getattr(annotation, "__args__", (annotation,))
            model = next(kind for kind in arguments if isinstance(kind, type) and issubclass(kind, BaseModel))
    return model.model_fields


def line_of(text: str, location: tuple[str | int, ...]) -> int | None:
    """The line (from 1) where a TOML text sets the key at `location`, or opens the deepest table on its way."""
    wanted = [str(part) for part in location]
    table: list[str] = []
    counts: dict[str, int] = {}
    found: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        opened, key = _TABLE.match(line), _KEY.match(line)
        if opened:
            table = [part.strip() for part in opened[2].split(".")]
            if opened[1] == "[[":
                index = counts.get(opened[2], 0)
                counts[opened[2]] = index + 1
                table.append(str(index))
            here = table
        elif key:
            here = [*table, *(part.strip('"') for part in key[1].split("."))]
        else:
            continue
        if here == wanted[: len(here)] and (found is None or len(here) > found[1]):
            found = number, len(here)
    return found[0] if found else None


def documented(settings: Settings) -> str:
    """A TOML file with every setting, its meaning, and its value commented out where it is the default."""
    lines = ["# Samara: every setting, with its default and meaning.", ""]
    tables: list[str] = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            tables += ["", f"# {type(value).__doc__}", f"[{name}]"]
            for key, inner in type(value).model_fields.items():
                tables += _documented_key(key, inner, getattr(value, key))
        else:
            lines += _documented_key(name, field, value)
    return "\n".join(lines + tables) + "\n"


def _documented_key(key: str, field: FieldInfo, value: object) -> Iterator[str]:
    yield f"# {field.description}"
    if isinstance(value, SecretStr) and value.get_secret_value():
        # Printed as a value, stars would be read as the password by the next start.
        yield f'# {key} = ""  # has a value, which is not printed'
        return
    yield f"{'# ' if value == field.default else ''}{key} = {_toml(value)}"


def _toml(value: object) -> str:
    match value:
        case SecretStr():
            return '""'  # One that has a value is not printed at all.
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case None:
            return '""'
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case BaseModel():
            pairs = value.model_dump(exclude_none=True, mode="json").items()
            return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in pairs) + " }"
        case dict():
            return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
        case _:
            return json.dumps(str(value), ensure_ascii=False)
