"""The values that rules are written with: durations, limits by severity, N of M, texts in two languages."""

import re
from math import isfinite

from alarms.rules.nodes import Fields, Node, Problems, scalar
from alarms.rules.rule import NO_TEXT, Levels, Text
from telemetry.alarm import Severity
from telemetry.i18n import LANGUAGES

_UNITS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*([a-z]+)")
_SAMPLES = re.compile(r"(\d{1,2})(?:\s+of\s+(\d{1,2}))?")
_FLAGS = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False}
_LONGEST_MS = 366 * 86_400_000
_MOST_SAMPLES = 20

DURATION = "a duration such as 30 s, 15 min, 4 h or 2 d"
NUMBER = "a number"
_TEXT = "a text, or one for each of fr and en"


def duration(text: str) -> int:
    """Milliseconds of `15 min`; a year at most."""
    found = _DURATION.fullmatch(text)
    if found is None or found[2] not in _UNITS:
        if text == "0":
            return 0
        raise ValueError(text)
    milliseconds = round(float(found[1]) * _UNITS[found[2]])
    if milliseconds > _LONGEST_MS:
        raise ValueError(text)
    return milliseconds


def number(text: str) -> float:
    """A finite number; YAML's spellings of NaN and infinity are not."""
    value = float(text)
    if not isfinite(value) or "_" in text:
        raise ValueError(text)
    return value


def positive(text: str) -> float:
    """A number greater than zero."""
    value = number(text)
    if value <= 0:
        raise ValueError(text)
    return value


def count(text: str) -> int:
    """A whole number from 1 to 1000."""
    value = int(text)
    if not 1 <= value <= 1000:
        raise ValueError(text)
    return value


def flag(text: str) -> bool:
    """`true` or `false`."""
    if text.lower() not in _FLAGS:
        raise ValueError(text)
    return _FLAGS[text.lower()]


def samples(text: str) -> tuple[int, int]:
    """`3 of 5`, or `2` for 2 of 2."""
    found = _SAMPLES.fullmatch(text)
    if found is None:
        raise ValueError(text)
    needed, of = int(found[1]), int(found[2] or found[1])
    if not 1 <= needed <= of <= _MOST_SAMPLES:
        raise ValueError(text)
    return needed, of


def severity(text: str) -> Severity:
    """A severity by its name in files."""
    try:
        return Severity[text.upper()]
    except KeyError:
        raise ValueError(text) from None


SEVERITY = f"one of {', '.join(one.key for one in Severity)}"


def read_levels(
    fields: Fields, key: str, default: Severity, *, falling: bool = False, durations: bool = False
) -> Levels:
    """A limit for each severity, or one number for the rule's own; the graver must be the further out."""
    node = fields.table.get(key)
    if node is None:
        return Levels()
    convert, expected = (duration, DURATION) if durations else (number, NUMBER)
    if node.table is None:
        value = scalar(fields.problems, node, key, convert, f"{expected}, or one for each severity", None)
        return Levels() if value is None else Levels(((int(default), float(value)),))
    inner = Fields(fields.problems, node, [one.key for one in Severity])
    read = [(one, inner.read(one.key, convert, expected, None)) for one in Severity if one.key in inner]
    steps = tuple((int(one), float(value)) for one, value in read if value is not None)
    limits = [limit for _, limit in steps]
    if limits != sorted(limits, reverse=falling) or len(set(limits)) != len(limits):
        fields.refuse(key, f"a graver severity must have the {'lower' if falling else 'higher'} limit")
    if not steps:
        fields.refuse(key, f"no limit; write {expected} for a severity")
    return Levels(steps)


def read_text(problems: Problems, node: Node | None, key: str) -> Text:
    """A text, or one for each language."""
    if node is None:
        return NO_TEXT
    if node.table is None:
        return Text(dict.fromkeys(LANGUAGES[:1], scalar(problems, node, key, _line, _TEXT, "")))
    inner = Fields(problems, node, LANGUAGES)
    return Text({language: inner.read(language, _line, _TEXT, "") for language in LANGUAGES if language in inner})


def _line(text: str) -> str:
    line = " ".join(text.split())
    if not line or not line.isprintable():
        raise ValueError(text)
    return line
