"""Inventory in CSV: one section a file, known by its columns; French Excel's semicolons and commas welcome."""

import csv
import io
from collections.abc import Iterator

from storage.inventory.sections import SECTIONS, TAG, Section
from storage.inventory.sheet import Entry, Sheet, Value, suggestion

_DELIMITERS = ";,\t"
_FORMULA = frozenset("=+-@")
"""A cell that begins with one of these is a formula to a spreadsheet."""


def disarmed(cell: str) -> str:
    """Text as a CSV cell that no spreadsheet runs: device names come from the network, and may be hostile."""
    return f"'{cell}" if cell[:1] in _FORMULA or _is_disarmed(cell) else cell


def armed(cell: str) -> str:
    """The text of a cell, without the apostrophe that `disarmed` put before it."""
    return cell[1:] if _is_disarmed(cell) else cell


def _is_disarmed(cell: str) -> bool:
    return cell[:1] == "'" and cell[1:2] in _FORMULA | {"'"}


def read_csv(sheet: Sheet, text: str) -> None:
    """Add the entries of a CSV text to a sheet, and its mistakes; an empty cell says nothing."""
    delimiter = next((character for character in text.partition("\n")[0] if character in _DELIMITERS), ",")
    rows = _rows(sheet, text, delimiter)
    line, header = next(rows, (1, []))
    columns = [cell if cell.startswith(TAG) else cell.lower() for cell in header]
    section = _section_of(columns)
    if section is None:
        known = [known.key for known in SECTIONS.values()]
        near = suggestion(columns[0] if columns else "", known, "the first line must name dev_eui, gateway_id or slug")
        sheet.refuse(line, f"no column says what the file lists; {near}")
        return
    if not _check_columns(sheet, section, columns, line):
        return
    for line, cells in rows:
        if len(cells) != len(columns):
            wrong = f"{len(cells)} cells under {len(columns)} columns"
            sheet.refuse(line, f"{wrong}; put cells that hold {delimiter!r} between quotes")
            continue
        values = {column: Value(armed(cell), line) for column, cell in zip(columns, cells, strict=True) if cell}
        if values:
            sheet.entries.append(Entry(section, sheet, line, values))


def _rows(sheet: Sheet, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with the line that each begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            sheet.refuse(line, f"not CSV: {error}; write a quote inside a quoted cell twice")
            return
        if any(cells):
            yield line, cells


def _section_of(columns: list[str]) -> Section | None:
    if "gateway_id" in columns:
        return SECTIONS["gateways"]
    if "dev_eui" in columns:
        return SECTIONS["devices"]
    if "slug" in columns:
        return SECTIONS["sites" if "tenant" in columns else "tenants"]
    return None


def _check_columns(sheet: Sheet, section: Section, columns: list[str], line: int) -> bool:
    before = len(sheet.problems)
    for index, column in enumerate(columns):
        if not section.knows(column):
            sheet.refuse(line, f"{column or '(no name)'}: unknown column; {suggestion(column, section.fields)}")
        elif column in columns[:index]:
            sheet.refuse(line, f"{column}: column stands twice; keep one")
    return len(sheet.problems) == before
