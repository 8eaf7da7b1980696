"""All dashboards to JSON, and whether the JSON in the repository is what the code says."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from dashboards.grafana import boards
from dashboards.grafana.board import FOLDERS, Board

FOLDER: Final = Path(__file__).parent / "json"


def all_boards() -> Iterator[Board]:
    """The `BOARD` of each module of `dashboards.grafana.boards`, by its name."""
    for module in sorted(pkgutil.iter_modules(boards.__path__), key=lambda module: module.name):
        yield importlib.import_module(f"{boards.__name__}.{module.name}").BOARD


def files() -> dict[Path, str]:
    """What each file under `json/` should hold: dashboards in their folders, and the folders' titles."""
    named = {folder.slug: {"uid": folder.uid, "title": folder.title} for folder in FOLDERS}
    built = {Path(board.folder.slug) / f"{board.slug}.json": _written(board.build()) for board in all_boards()}
    return {Path("folders.json"): _written(named), **built}


def write() -> None:
    """Bring `json/` up to date: write what differs, remove what no code makes any more."""
    wanted = files()
    for path in _present() - wanted.keys():
        (FOLDER / path).unlink()
    for path, text in wanted.items():
        (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / path).write_text(text, encoding="utf-8")


def stale() -> list[Path]:
    """The files that are missing, too many or not what the code says."""
    wanted = files()
    present = _present()
    differing = {path for path in present & wanted.keys() if (FOLDER / path).read_text("utf-8") != wanted[path]}
    return sorted((present ^ wanted.keys()) | differing)


def _present() -> set[Path]:
    return {path.relative_to(FOLDER) for path in FOLDER.rglob("*.json")}


def _written(content: object) -> str:
    return json.dumps(content, cls=JSONEncoder, ensure_ascii=False, indent=1) + "\n"
