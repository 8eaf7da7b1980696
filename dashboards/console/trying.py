"""Payloads that people paste, and what decoders make of them: pure, whatever is pasted."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from decoders.contract import LONGEST_PAYLOAD, Decoder
from telemetry.errors import DecodeError, ParseError
from telemetry.quantity import CATALOGUE
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_HEX: Final = re.compile(r"(?:0[xX])?(?:[0-9A-Fa-f]{2})+")
_SEPARATORS: Final = re.compile(r"[\s:,;-]|\\x|0[xX]")
_LONGEST_TEXT: Final = 8 * LONGEST_PAYLOAD


def parse_payload(text: str) -> bytes:
    """The bytes of a payload in hexadecimal (any separators) or base64; raises `ParseError`.

    What could be both is read as hexadecimal: that is what consoles of network servers show.
    """
    if len(text) > _LONGEST_TEXT:
        raise ParseError(f"{len(text)} characters; a payload has at most {LONGEST_PAYLOAD} bytes")
    packed = _SEPARATORS.sub("", text)
    if _HEX.fullmatch(packed):
        return bytes.fromhex(packed)
    try:
        payload = b64decode("".join(text.split()), validate=True)
    except (Error, ValueError) as error:
        raise ParseError(f"{text.strip()!r:.60} is neither hexadecimal (01 67 0A) nor base64 (AWcK)") from error
    if not payload:
        raise ParseError("no payload; paste it in hexadecimal (01 67 0A) or base64 (AWcK)")
    return payload


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one decoder makes of an uplink: readings, or the reason why there are none."""

    decoder: Decoder
    readings: Sequence[Reading] = ()
    reason: str = ""

    @property
    def plausible(self) -> bool:
        """Whether it says something, every value within its physical range."""
        return bool(self.readings) and not self.reason and all(_plausible(reading) for reading in self.readings)


def _plausible(reading: Reading) -> bool:
    known = CATALOGUE.get(reading.quantity.key) is reading.quantity
    return known and isfinite(reading.value) and reading.quantity.is_plausible(reading.value)


def attempt(decoder: Decoder, uplink: Uplink) -> Attempt:
    """Let one decoder read an uplink."""
    try:
        return Attempt(decoder, decoder.read(uplink))
    except DecodeError as error:
        return Attempt(decoder, reason=str(error))
    except Exception as error:  # noqa: BLE001 - a decoder with a bug must not take the page with it
        return Attempt(decoder, reason=f"{decoder.id}: bug: {type(error).__name__}: {error}")


def attempts(decoders: Iterable[Decoder], uplink: Uplink) -> list[Attempt]:
    """What every decoder makes of an uplink, those that read it plausibly first, the most telling before.

    Installed codecs run in a process of their own, with a limit of time each.
    """
    tried = [attempt(decoder, uplink) for decoder in decoders]
    return sorted(tried, key=lambda one: (not one.plausible, bool(one.reason), -len(one.readings), one.decoder.id))
