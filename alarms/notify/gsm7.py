"""The 7-bit alphabet of short messages (3GPP TS 23.038 §6.2.1): what fits in one message, and how to make it fit."""

import unicodedata
from typing import Final

SEPTETS: Final = 160
"""What one short message holds; one character outside the alphabet would leave room for 70."""

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("^{}\\[~]|€\f")
"""Each costs two septets: an escape and itself."""

_INSTEAD: Final = {
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "−": "-", "…": "...", "·": "-",
    "•": "-", "×": "x", "≥": ">=", "≤": "<=", "→": "->", "œ": "oe", "Œ": "OE", "°": "", "µ": "u", "₂": "2", "ç": "c",
    "³": "3", "²": "2", "⚠": "!", "\t": " ", "ı": "i", "ł": "l", "Ł": "L",
}  # fmt: skip
"""What says the same in the alphabet, where taking off the accent would not."""


def septets(text: str) -> int | None:
    """How many septets a text takes, None when a character is outside the alphabet."""
    if not all(character in _BASIC or character in _EXTENDED for character in text):
        return None
    return len(text) + sum(character in _EXTENDED for character in text)


def transliterate(text: str) -> str:
    """The text in the alphabet: é, è, à and ù stay, other accents go, and what has no likeness becomes `?`."""
    return "".join(map(_closest, unicodedata.normalize("NFC", text)))


def _closest(character: str) -> str:
    if character in _BASIC or character in _EXTENDED:
        return character
    if character in _INSTEAD:
        return _INSTEAD[character]
    if character.isspace():
        return " "
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", character) if not unicodedata.combining(sign))
    return bare if bare and septets(bare) is not None else "?"


def cut(text: str, room: int) -> str:
    """The beginning of a text of the alphabet that takes `room` septets at most, with `...` if it was longer."""
    if (septets(text) or 0) <= room:
        return text
    kept, used = "", 3
    for character in text:
        used += 2 if character in _EXTENDED else 1
        if used > room:
            break
        kept += character
    return f"{kept.rstrip()}..."[:room]
