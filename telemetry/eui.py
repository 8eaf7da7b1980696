"""EUI-64 identifiers: sixteen lower-case hexadecimal digits, whatever the sender wrote.

What has no EUI of its own gets one here, from its name, so that it is the same in every process and for ever:

| EUI | of |
|---|---|
| `02` and 14 digits of a hash | equipment that speaks MQTT itself, by source and name |
| `06` and the device id behind zeros | a Sigfox device |

Both first bytes mean "locally administered, individual" (IEEE 802c): no manufacturer can own such an EUI.
"""

import re
from hashlib import sha256

from telemetry.errors import ParseError

_SEPARATORS = str.maketrans("", "", "-: ")
_CANONICAL = re.compile(r"[0-9a-f]{16}")
_SIGFOX = re.compile(r"[0-9A-Fa-f]{1,8}")


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


def equipment_eui(source: str, identity: str) -> str:
    """Return the EUI of a piece of equipment: `identity` is what its source calls it, such as a topic's level.

    56 bits of SHA-256: among 100,000 pieces two meet with a probability of 10⁻⁷ (n²/2 ÷ 2⁵⁶).
    """
    return "02" + sha256(f"{source}\0{identity}".encode()).hexdigest()[:14]


def sigfox_eui(device_id: str) -> str:
    """Return the EUI of a Sigfox device, whose id has up to 32 bits and can be read back from it.

    Raises `ParseError` when it is not one to eight hexadecimal digits.
    """
    if not _SIGFOX.fullmatch(device_id):
        raise ParseError(f"not a Sigfox device id: {device_id!r:.60}; give up to 8 hexadecimal digits, such as 1A2B3C")
    return "06" + device_id.lower().zfill(14)
