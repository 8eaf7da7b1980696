"""The codecs that are installed: JavaScript, what it is for, and how its output maps to quantities, in a folder."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from decoders.codec_js.mapping import CodecMapping
from decoders.codec_js.worker import CodecSource
from telemetry.errors import ConfigError

_ID = re.compile(r"[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class InstalledCodec:
    """A codec of the library: its source and mapping, its vendor's name, the device profiles bound to it."""

    source: CodecSource
    mapping: CodecMapping
    vendor: str
    device_profiles: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its name, `vendor/codec`."""
        return self.source.id


class _About(msgspec.Struct, forbid_unknown_fields=True):
    """The TOML file beside a codec."""

    vendor: str
    device_profiles: tuple[str, ...] = ()


class CodecLibrary:
    """Codecs in a folder: `<vendor>/<codec>.js`, `.toml` (what it is for) and perhaps `.mapping.toml`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(
        self, codec_id: str, file: Path, vendor: str, device_profiles: Iterable[str], mapping: Path | None = None
    ) -> InstalledCodec:
        """Copy a codec into the library, replacing the one of the same id; raises `ConfigError`."""
        if not _ID.fullmatch(codec_id):
            raise ConfigError(f"{codec_id!r:.80} is no codec name; write vendor/codec in lower-case letters and digits")
        source = CodecSource.read(codec_id, file)
        profiles = tuple(dict.fromkeys(device_profiles))
        rules = CodecMapping.read(mapping) if mapping else CodecMapping()
        self._write(self._file(codec_id, ".js"), source.text)
        if mapping:
            self._write(self._file(codec_id, ".mapping.toml"), mapping.read_text("utf-8"))
        # A JSON string, and a list of them, is also one of TOML. Written last: this file makes the codec known.
        about = f"vendor = {json.dumps(vendor)}\ndevice_profiles = {json.dumps(profiles)}\n"
        self._write(self._file(codec_id, ".toml"), about)
        return InstalledCodec(source, rules, vendor, profiles)

    def codecs(self) -> Iterator[InstalledCodec]:
        """All that is installed, by id; raises `ConfigError` for a file that was spoilt."""
        for path in sorted(self._folder.glob("*/*.js")):
            codec_id = f"{path.parent.name}/{path.stem}"
            about_file = path.with_suffix(".toml")
            if not about_file.exists():
                continue
            try:
                about = msgspec.toml.decode(about_file.read_bytes(), type=_About)
            except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
                raise ConfigError(f"{about_file}: {error}; add the codec again") from error
            mapping_file = self._file(codec_id, ".mapping.toml")
            mapping = CodecMapping.read(mapping_file) if mapping_file.exists() else CodecMapping()
            yield InstalledCodec(CodecSource.read(codec_id, path), mapping, about.vendor, about.device_profiles)

    def _file(self, codec_id: str, suffix: str) -> Path:
        return self._folder / f"{codec_id}{suffix}"

    @staticmethod
    def _write(path: Path, text: str) -> None:
        """Whole or not at all: a service may be reading."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}")
        partial.write_text(text, "utf-8")
        partial.replace(path)
