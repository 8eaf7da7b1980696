#!/usr/bin/env python3
"""Compile the translations of `telemetry/locale` (.po, edited by people) into what gettext reads (.mo)."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).resolve().parent.parent / "telemetry" / "locale"


def compiled(source: Path) -> bytes:
    """The .mo content of a .po file; a mistake in the file is an error."""
    with source.open("rb") as lines:
        catalogue = read_po(lines, abort_invalid=True)
    # Babel would stamp the present moment, and the same source would compile differently every minute.
    catalogue.creation_date = catalogue.revision_date = datetime.fromtimestamp(0, UTC)
    target = BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


if __name__ == "__main__":
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        target.write_bytes(compiled(source))
        print(target.relative_to(LOCALES.parent.parent))
