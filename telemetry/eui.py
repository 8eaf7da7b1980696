"""EUI-64 identifiers: sixteen lower-case hexadecimal digits, whatever the sender wrote."""

import re

from telemetry.errors import ParseError

_SEPARATORS = str.maketrans("", "", "-: ")
_CANONICAL = re.compile(r"[0-9a-f]{16}")


def parse_eui(text: str) -> str:
    """Return the canonical form of an EUI-64 (IEEE: 8 bytes), accepting capitals and `-`, `:` separators.

    Raises `ParseError` when it is not 16 hexadecimal digits.
    """
    if isinstance(text, str):
        if _CANONICAL.fullmatch(text):
            return text
        canonical = text.translate(_SEPARATORS).lower()
        if _CANONICAL.fullmatch(canonical):
            return canonical
    raise ParseError(f"not an EUI-64: {text!r:.60}; give 16 hexadecimal digits, such as 24e124136b502217")
