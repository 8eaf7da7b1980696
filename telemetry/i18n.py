"""What people read, in their language: gettext catalogues of this folder's `locale/`, numbers, ages.

Messages are written in English in the code; English therefore needs no catalogue, and a message that a
catalogue lacks is shown in English rather than not at all.
"""

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("fr", "en")
"""Languages that Samara speaks, the default first."""

CATALOGUES: Final = Path(__file__).parent / "locale"
DOMAIN: Final = "samara"

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def mark(message: str) -> str:
    """Name a message for the catalogue without translating it yet (for tables of labels)."""
    return message


class Translator:
    """Says messages in one language: `say("Devices")`, `say("{count} rows", count=3)`."""

    def __init__(self, language: str, catalogue: NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate a message and fill in its `{names}`."""
        # gettext would answer the empty message with the catalogue's own header.
        return self._catalogue.gettext(message).format(**values) if message else ""

    def plural(self, one: str, many: str, count: int) -> str:
        """Translate a message that depends on a number, which it names `{count}`."""
        return self._catalogue.ngettext(one, many, count).format(count=self.number(count))

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number: `1 234,5` in French, with the narrow no-break space of its typography, else `1,234.5`."""
        text = f"{value:,.{decimals}f}"
        if self.language == "fr":
            return text.replace(",", "\u202f").replace(".", ",").replace("-", "−")
        return text.replace("-", "−")

    def age(self, seconds: float) -> str:
        """Say how long ago something was, in the largest unit that fits; the future counts as now."""
        if seconds < _MINUTE:
            return self("just now")
        if seconds < _HOUR:
            return self("{count} min ago", count=int(seconds // _MINUTE))
        if seconds < _DAY:
            return self("{count} h ago", count=int(seconds // _HOUR))
        return self("{count} d ago", count=self.number(seconds // _DAY))


@cache
def translator(language: str) -> Translator:
    """The translator of a language; one that Samara does not speak gets the first of `LANGUAGES`."""
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    catalogue = NullTranslations() if language == "en" else translation(DOMAIN, CATALOGUES, [language])
    return Translator(language, catalogue)
