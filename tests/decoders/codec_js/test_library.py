"""Codecs are installed one by one or from a whole repository, and found again as decoders."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Never

import pytest

from decoders.codec_js.decoder import CodecDecoder, messages
from decoders.codec_js.library import CodecLibrary
from decoders.codec_js.repository import PublishedCodec, published_codecs
from decoders.codec_js.worker import CodecWorker
from decoders.codec_js.yaml_core import read_yaml
from decoders.registry import Decoders, builtin
from telemetry.errors import ConfigError, DecodeError, UnavailableError
from telemetry.uplink import Uplink

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def uplink(payload: str, f_port: int = 85) -> Uplink:
    return Uplink("24e124136b502217", NOW, f_port, bytes.fromhex(payload))


@pytest.fixture
def library(tmp_path: Path) -> CodecLibrary:
    return CodecLibrary(tmp_path / "codecs")


@pytest.fixture
def repository(tmp_path: Path, codecs: Path) -> Path:
    """A checkout in the public layout: two vendors, one file that is broken, one that points outside."""
    folder = tmp_path / "checkout" / "vendor"
    (folder / "acme").mkdir(parents=True)
    (folder / "zeta").mkdir()
    (folder / "index.yaml").write_text("vendors:\n  - id: acme\n    name: Acme & Fils\n    vendorID: 12\n")
    for name in ("climate.js", "climate-codec.yaml"):
        shutil.copy(codecs / name, folder / "acme")
    (folder / "acme" / "t-100.yaml").write_text(
        'name: Acme T-100 "Climat"\n'
        "firmwareVersions:\n"
        "  - version: '1.0'\n"
        "    profiles:\n"
        "      EU863-870: {id: p868, codec: climate-codec}\n"
        "      US902-928: {id: p915, codec: climate-codec}\n"
    )
    (folder / "acme" / "index.yaml").write_text("endDevices:\n  - t-100\n")
    (folder / "zeta" / "broken.yaml").write_text("a: [1")
    (folder / "zeta" / "outside-codec.yaml").write_text("uplinkDecoder:\n  fileName: ../acme/climate.js\n")
    (folder / "zeta" / "down.yaml").write_text("downlinkEncoder:\n  fileName: z.js\n")
    (folder / "zeta" / "z.js").write_text("function encodeDownlink() {}")
    return folder.parent


def test_added_codecs_are_found_again(library: CodecLibrary, codecs: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('[[rule]]\npath = "port"\n')
    library.add("custom/switch", codecs / "switch.js", 'Acme "é"', ["Door 1", "Door 2", "Door 1"], mapping)
    library.add("acme/meter", codecs / "meter.js", "Acme", [])
    meter, switch = CodecLibrary(tmp_path / "codecs").codecs()
    assert (meter.id, meter.vendor, meter.device_profiles) == ("acme/meter", "Acme", ())
    assert (switch.id, switch.vendor, switch.device_profiles) == ("custom/switch", 'Acme "é"', ("Door 1", "Door 2"))
    assert switch.source.text == (codecs / "switch.js").read_text()
    assert len(switch.mapping._rules) == 1


def test_adding_again_replaces(library: CodecLibrary, codecs: Path) -> None:
    library.add("a/b", codecs / "switch.js", "A", ["one"])
    library.add("a/b", codecs / "meter.js", "A", ["two"])
    (only,) = library.codecs()
    assert only.device_profiles == ("two",)
    assert "ChirpStack" in only.source.text


@pytest.mark.parametrize("name", ["meter", "../x/y", "A/b", "a/b/c", "a/.b", "a/ b", ""])
def test_names_that_would_leave_the_folder_are_refused(name: str, library: CodecLibrary, codecs: Path) -> None:
    with pytest.raises(ConfigError, match="no codec name"):
        library.add(name, codecs / "meter.js", "A", [])
    assert list(library.codecs()) == []


def test_a_spoilt_library_is_named(library: CodecLibrary, codecs: Path, tmp_path: Path) -> None:
    library.add("a/b", codecs / "meter.js", "A", [])
    (tmp_path / "codecs" / "a" / "b.toml").write_text("vendor = 3")
    with pytest.raises(ConfigError, match=r"b\.toml.*add the codec again"):
        list(library.codecs())


def test_a_repository_is_listed_with_its_devices_and_its_mistakes(repository: Path) -> None:
    found = list(published_codecs(repository))
    codecs = [one for one in found if isinstance(one, PublishedCodec)]
    errors = [str(one) for one in found if isinstance(one, ConfigError)]
    assert [(one.id, one.file.name, one.vendor, one.devices) for one in codecs] == [
        ("acme/climate", "climate.js", "Acme & Fils", ("t-100", 'Acme T-100 "Climat"')),
        ("zeta/down", "z.js", "zeta", ()),
    ]
    assert len(errors) == 2
    assert "broken.yaml" in errors[0]
    assert "../acme/climate.js" in errors[1]


def test_a_folder_that_is_no_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no device repository"):
        list(published_codecs(tmp_path))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO: 1", {"NO": 1}),
        ("state: ON", {"state": "ON"}),
        ("time: 2020-08-02T20:00:00Z", {"time": "2020-08-02T20:00:00Z"}),
        ("time: 12:30:45", {"time": "12:30:45"}),
        ("n: [010, 0x1F, -3, 1e3, .5, 1.]", {"n": [10, 31, -3, 1000.0, 0.5, 1.0]}),
        ("n: [~, null, true, false, '1', 0o17]", {"n": [None, None, True, False, "1", 15]}),
        ("version: 1.0.3", {"version": "1.0.3"}),
        ("a: &x {b: 1}\nc: {<<: *x, d: 2}", {"a": {"b": 1}, "c": {"b": 1, "d": 2}}),
    ],
)
def test_yaml_is_read_as_its_writers_meant_it(text: str, value: object, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text)
    assert read_yaml(file) == value


@pytest.mark.parametrize("text", ["a: [", "!!python/object/apply:os.getcwd []", "\0", "a: !!int x"])
def test_what_is_no_yaml_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"x\.yaml"):
        read_yaml(file)


def test_installed_codecs_are_decoders(library: CodecLibrary, codecs: Path, worker: CodecWorker) -> None:
    library.add("acme/climate", codecs / "climate.js", "Acme", ["Climate T-100"])
    library.add("custom/switch", codecs / "switch.js", "custom", ["Door"])
    library.add("milesight-iot/em300-th", codecs / "climate.js", "Milesight", ["EM300-TH"])
    installed = list(CodecDecoder(list(library.codecs()), worker).decoders(builtin()))
    decoders = Decoders(builtin(), installed)
    assert [one.id for one in installed] == ["acme/climate", "custom/switch"]
    assert (
        decoders.for_profile("EM300-TH")
        is decoders.find("milesight-iot/em300-th")
        is builtin().find("milesight_em300_th")
    )
    by_profile = decoders.for_profile("acme climate-t100")
    assert by_profile is decoders.find("acme/climate")
    readings = by_profile.read(uplink("F6FF655C"))
    assert {reading.quantity.key: reading.value for reading in readings} == {
        "air_temperature": -1.0,
        "relative_humidity": 50.5,
        "battery_level": 92.0,
    }
    with pytest.raises(DecodeError, match=r"^acme/climate: unknown fPort$"):
        by_profile.read(uplink("F6FF655C", f_port=1))
    some = [uplink("F6FF655C", f_port=1), uplink(""), uplink("F6FF655C")]
    refused, empty, again = by_profile.read_many(some)
    assert str(refused) == "acme/climate: unknown fPort"
    assert str(empty) == "acme/climate: payload of 0 bytes; expected 1 to 1024"
    assert again == readings


def test_many_uplinks_have_each_its_own_result(library: CodecLibrary, codecs: Path, worker: CodecWorker) -> None:
    library.add("acme/climate", codecs / "climate.js", "Acme", [])
    decoder = CodecDecoder(list(library.codecs()), worker)
    results = decoder.decode_many("acme/climate", [uplink("0A0064"), uplink("00", f_port=1), uplink("140064")])
    assert [one if isinstance(one, DecodeError) else one[0].value for one in results[::2]] == [1.0, 2.0]
    assert str(results[1]) == "unknown fPort"


def test_an_engine_that_does_not_start_is_an_error_of_each_uplink(library: CodecLibrary, codecs: Path) -> None:
    class Broken(CodecWorker):
        def call(self, *_: object) -> Never:
            raise UnavailableError("the codec engine does not start")

    library.add("acme/climate", codecs / "climate.js", "Acme", [])
    results = CodecDecoder(list(library.codecs()), Broken()).decode_many("acme/climate", [uplink("00")] * 2)
    assert [str(one) for one in results] == ["the codec engine does not start"] * 2


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        (None, []),
        ([], []),
        ("", []),
        ("no", ["no"]),
        (["a", 1, {"b": 2}], ["a", "1", "{'b': 2}"]),
        ({"a": 1}, ["{'a': 1}"]),
    ],
)
def test_errors_of_any_kind_are_texts(field: object, texts: list[str]) -> None:
    assert messages(field) == texts


def test_data_that_is_absent_is_an_error(library: CodecLibrary, tmp_path: Path, worker: CodecWorker) -> None:
    file = tmp_path / "x.js"
    file.write_text("function decodeUplink() { return { warnings: ['x'] } }")
    codec = library.add("a/b", file, "A", [])
    (result,) = CodecDecoder([codec], worker).decode_many("a/b", [uplink("00")])
    assert str(result) == "the codec returned no data"
