import ast
import runpy
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from telemetry.i18n import CATALOGUES, LANGUAGES, translator

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("telemetry", "decoders", "storage", "ingest", "simulators", "alarms", "api", "dashboards", "samara")
SOURCES = sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po"))

# Who says messages, by the name it is called by, and how many of its first arguments are messages.
SPEAKERS = {"say": 1, "_say": 1, "mark": 1, "plural": 2}


def catalogue(source: Path) -> Catalog:
    with source.open("rb") as lines:
        return read_po(lines, abort_invalid=True)


def spoken(path: Path) -> Iterator[str]:
    """The messages of one module; the translator itself speaks as `self`."""
    speakers = {**SPEAKERS, "self": 1} if path.name == "i18n.py" else SPEAKERS
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            for argument in node.args[: speakers.get(name, 0)]:
                if isinstance(argument, ast.Constant):
                    yield argument.value


def messages() -> set[str]:
    return {message for package in PACKAGES for path in (ROOT / package).rglob("*.py") for message in spoken(path)}


def held(source: Path) -> dict[str, tuple[str, ...]]:
    """The translations of a catalogue, by each message (one and many of a plural are both messages)."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in catalogue(source):
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        found.update(dict.fromkeys(filter(None, ids), strings))
    return found


def test_there_is_a_catalogue_for_each_language_but_english() -> None:
    assert {source.parent.parent.name for source in SOURCES} == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parts[-3])
def test_catalogue_holds_what_the_code_says_and_nothing_else(source: Path) -> None:
    assert held(source).keys() == messages()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parts[-3])
def test_translations_are_complete_and_keep_the_names_to_fill_in(source: Path) -> None:
    for message, translations in held(source).items():
        for text in translations:
            assert text, message
            assert names(text) == names(message), message


def names(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parts[-3])
def test_compiled_catalogue_is_current(source: Path) -> None:
    committed = source.with_suffix(".mo").read_bytes()
    compiled = runpy.run_path(str(ROOT / "scripts" / "compile_catalogue.py"))["compiled"]
    # The header names the version of the compiler, which may differ.
    held, current = (
        dict(GNUTranslations(BytesIO(file))._catalog, **{"": ""}) for file in (committed, compiled(source))
    )
    assert held == current, "run scripts/compile_catalogue.py"


@pytest.mark.parametrize(
    ("language", "value", "decimals", "text"),
    [
        ("fr", 1234567.891, 1, "1\u202f234\u202f567,9"),
        ("fr", -12.3, 1, "−12,3"),
        ("fr", 12, 0, "12"),
        ("en", 1234567.891, 1, "1,234,567.9"),
        ("en", -0.5, 2, "−0.50"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(language: str, value: float, decimals: int, text: str) -> None:
    assert translator(language).number(value, decimals) == text


@pytest.mark.parametrize(
    ("seconds", "french", "english"),
    [
        (-30, "à l'instant", "just now"),
        (59, "à l'instant", "just now"),
        (60, "il y a 1 min", "1 min ago"),
        (3599, "il y a 59 min", "59 min ago"),
        (3 * 3600, "il y a 3 h", "3 h ago"),
        (86400, "il y a 1 j", "1 d ago"),
        (86400 * 1500, "il y a 1\u202f500 j", "1,500 d ago"),
    ],
)
def test_ages(seconds: float, french: str, english: str) -> None:
    assert translator("fr").age(seconds) == french
    assert translator("en").age(seconds) == english


@pytest.mark.parametrize(("count", "text"), [(0, "0 capteur"), (1, "1 capteur"), (2, "2 capteurs")])
def test_french_has_no_plural_before_two(count: int, text: str) -> None:
    assert translator("fr").plural("{count} device", "{count} devices", count) == text


def test_unknown_language_is_the_first_and_unknown_message_is_itself() -> None:
    assert translator("zz").language == "fr"
    assert translator("fr")("No such message {number}", number=3) == "No such message 3"
    assert translator("fr")("") == ""
