"""Every decoder that an installation has; apart from `samara.wiring`, so that decoding loads no database driver."""

from decoders.codec_js.decoder import CodecDecoder
from decoders.codec_js.library import CodecLibrary
from decoders.codec_js.worker import CodecWorker
from decoders.declarative.file import read_folder
from decoders.registry import Decoders, builtin
from telemetry.settings import Settings


def open_decoders(settings: Settings) -> Decoders:
    """The native decoders, the vendors' codecs that `samara codec add` has installed, and the tables in `decoders/`.

    Raises `ConfigError` with every mistake of the tables, and for a name that two decoders have.
    """
    codecs = list(CodecLibrary(settings.data_dir / "codecs").codecs())
    tables = read_folder(settings.data_dir / "decoders")
    if not codecs and not tables:
        return builtin()
    # The worker's child process starts with the first uplink of a codec, and ends with this process.
    installed = CodecDecoder(codecs, CodecWorker()).decoders(builtin()) if codecs else ()
    return Decoders(builtin(), [*installed, *tables])
