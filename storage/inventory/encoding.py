"""Bytes of a file into text, in whatever encoding a French office may have saved it."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from telemetry.errors import ParseError

_SAVE_AS = "save it as “CSV UTF-8”, or as YAML in UTF-8"


def decode_text(data: bytes) -> tuple[str, str]:
    """The text of a file, and a note when its encoding had to be guessed.

    UTF-8 and UTF-16 say themselves what they are. Anything else that is text is Windows-1252, which French
    Excel writes by default and of which Latin-1 is a part. Raises `ParseError` for what is no text.
    """
    if data.startswith(b"PK\x03\x04"):
        raise ParseError(f"this is a spreadsheet or an archive, not text; {_SAVE_AS}")
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text, note = _strictly(data, "utf-16"), ""
    else:
        # Some tools put UTF-8's mark before text that is not UTF-8, so it is not to be believed.
        data = data.removeprefix(BOM_UTF8)
        try:
            text, note = data.decode(), ""
        except UnicodeDecodeError:
            text = _strictly(data, "cp1252")
            note = "read as Windows-1252, since it is not UTF-8; look whether the accents are right"
    control = next((character for character in text if character < " " and character not in "\t\r\n"), None)
    if control is not None:
        raise ParseError(f"binary: it holds the byte {ord(control):#04x}; {_SAVE_AS}")
    return text, note


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ParseError(f"not text in any usual encoding (byte {error.start}); {_SAVE_AS}") from error
