"""A checkout of a device repository in the public layout (`vendor/<id>/`), listed codec by codec."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from decoders.codec_js.worker import Function
from decoders.codec_js.yaml_core import read_yaml
from telemetry.errors import ConfigError

SECTIONS: dict[str, Function] = {
    "uplinkDecoder": "decodeUplink",
    "downlinkDecoder": "decodeDownlink",
    "downlinkEncoder": "encodeDownlink",
}
"""The parts of a codec's YAML file, and the function that each describes."""


class PublishedCodec(NamedTuple):
    """A codec of a repository: its id, its file, its vendor's name, the ids and names of the devices that use it."""

    id: str
    file: Path
    vendor: str
    devices: tuple[str, ...]


def published_codecs(folder: Path) -> Iterator[PublishedCodec | ConfigError]:
    """Every codec of a repository, and an error for each file that cannot be understood.

    Raises `ConfigError` when the folder is no device repository.
    """
    index = folder / "vendor" / "index.yaml"
    if not index.is_file():
        raise ConfigError(f"{folder} is no device repository; give a checkout that holds vendor/index.yaml")
    names = {entry.get("id"): entry.get("name") for entry in _objects(_field(read_yaml(index), "vendors"))}
    for vendor in sorted(path for path in (folder / "vendor").iterdir() if path.is_dir()):
        yield from _of_vendor(vendor, str(names.get(vendor.name) or vendor.name))


def codec_file(path: Path, document: object) -> Path | None:
    """The JavaScript that a codec's YAML file names, None when the file is of something else.

    Raises `ConfigError` when it lies outside the vendor's folder or does not exist.
    """
    for section in SECTIONS:
        name = _field(_field(document, section), "fileName")
        if not isinstance(name, str):
            continue
        file = (path.parent / name).resolve()
        if not file.is_relative_to(path.parent.resolve()) or not file.is_file():
            raise ConfigError(f"{path}: {section} names {name!r:.80}, which is no file of this folder")
        return file
    return None


def _of_vendor(folder: Path, vendor: str) -> Iterator[PublishedCodec | ConfigError]:
    codecs: dict[str, Path] = {}
    devices: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_yaml(path)
            if file := codec_file(path, document):
                codecs[path.stem] = file
        except ConfigError as error:
            yield error
            continue
        for codec in _codecs_used(document):
            devices[codec] += [path.stem, str(_field(document, "name") or path.stem)]
    for stem, file in codecs.items():
        codec_id = f"{folder.name}/{stem.removesuffix('-codec')}".lower()
        yield PublishedCodec(codec_id, file, vendor, tuple(dict.fromkeys(devices[stem])))


def _codecs_used(device: object) -> set[str]:
    """The codecs that a device's firmware versions name, region by region."""
    regions = (_field(version, "profiles") for version in _objects(_field(device, "firmwareVersions")))
    profiles = (profile for region in regions if isinstance(region, dict) for profile in region.values())
    return {codec for profile in profiles if isinstance(codec := _field(profile, "codec"), str)}


def _field(document: object, name: str) -> Any:
    return document.get(name) if isinstance(document, dict) else None


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
