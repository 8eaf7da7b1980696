"""Bodies of requests: read as far as they are wanted, unpacked as far as they may be."""

import zlib

from fastapi import Request
from starlette.exceptions import HTTPException

_GZIP = 16 + zlib.MAX_WBITS


async def read_body(request: Request, most: int, media_types: tuple[str, ...]) -> bytes:
    """The body of a request, unpacked, of at most `most` bytes and of one of these types; else it is refused."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in media_types:
        raise HTTPException(415, f"send {' or '.join(media_types)}, and say so in Content-Type")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise HTTPException(415, "send the body as it is, or with Content-Encoding: gzip")
    unpacked = zlib.decompressobj(_GZIP) if encoding == "gzip" else None
    body = bytearray()
    async for chunk in request.stream():
        # What a bomb would unpack to is never made: no more than one byte too many.
        body += chunk if unpacked is None else _unpack(unpacked, chunk, most + 1 - len(body))
        if len(body) > most:
            raise HTTPException(413, f"the body is over {most} bytes; send less at a time", {"connection": "close"})
    if unpacked is not None and not unpacked.eof:
        raise HTTPException(400, "the body ends in the middle of its gzip stream")
    return bytes(body)


def _unpack(stream: "zlib._Decompress", chunk: bytes, most: int) -> bytes:
    try:
        return stream.decompress(chunk, most)
    except zlib.error as error:
        raise HTTPException(400, "the body is not gzip, as Content-Encoding says") from error
