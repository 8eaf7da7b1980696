"""Rules and policies that somebody has changed in a page: checked whole, and left as a proposal, never put in force."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from alarms.notify.file import read_policies, review
from alarms.rules.reader import files_of, load
from dashboards.console.workshop import Files
from telemetry.errors import ConfigError, RejectedError
from telemetry.times import PARIS, utc_now

LONGEST: Final = 1 << 20
"""Characters of a draft; the readers take no more."""
_AHEAD = timedelta(days=28)
_NAME = re.compile(r"[^a-z0-9.-]+")


def editable(files: Files) -> dict[str, Path]:
    """The files that may be read and proposed anew, by the name that is shown: rules, and the policies."""
    found = [file for path in files.rules for file in files_of(path)]
    if files.policies:
        found.append(files.policies)
    return {file.name: file for file in found}


def read(file: Path) -> str:
    """The text of a file; raises `ConfigError`."""
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file.name} cannot be read: {error}") from error


def mistakes(files: Files, name: str, text: str) -> list[str]:
    """The mistakes of a changed text, a line each, as if it stood in the place of the file of that name."""
    file = editable(files).get(name)
    if file is None:
        return [f"no file {name!r:.80}"]
    if len(text) > LONGEST:
        return [f"{name}: larger than {LONGEST} characters; split the file"]
    with TemporaryDirectory(prefix="samara-draft-") as folder:
        draft = Path(folder) / name
        draft.write_text(text, "utf-8", errors="replace")
        try:
            return list(_warnings(files, draft)) if file == files.policies else _load(files, file, draft)
        except ConfigError as error:
            return str(error).replace(str(draft), name).splitlines()


def _load(files: Files, replaced: Path, draft: Path) -> list[str]:
    held = [file for path in files.rules for file in files_of(path)]
    load(draft if file == replaced else file for file in held)
    return []


def _warnings(files: Files, draft: Path) -> Iterator[str]:
    start = utc_now().astimezone(PARIS)
    return review(read_policies(draft), files.channels, start, start + _AHEAD)


def propose(folder: Path, name: str, text: str, author: str) -> Path:
    """Keep a changed text as a file for the administrator of the machine; raises `RejectedError`."""
    stamp = utc_now().astimezone(PARIS)
    file = folder / f"{stamp:%Y-%m-%d-%H%M%S}-{_plain(author)}-{_plain(name)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", errors="replace") as proposal:
            proposal.write(text)
    except OSError as error:
        raise RejectedError(f"the proposal cannot be kept: {error.strerror}; download it instead") from error
    return file


def _plain(text: str) -> str:
    return _NAME.sub("-", text.lower()).strip("-.")[:60]


def proposals(folder: Path) -> Sequence[str]:
    """The names of the proposals that wait, the newest first."""
    return sorted((file.name for file in folder.glob("*.yaml")), reverse=True)
