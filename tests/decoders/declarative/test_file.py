"""The whole way of a table: file, mistakes, decoder, examples; and that the documented way to write one works."""

import contextlib
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoders.declarative.file import DecoderFile, difference, read_file, read_folder
from telemetry.errors import ConfigError, DecodeError
from telemetry.uplink import Uplink

PAGE = Path(__file__).parents[3] / "docs" / "declarative-decoder.md"
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)

HEAD = "vendor: Acme\nmodels: T1\nspec: none\n"
FIELD = "quantity: air_temperature, offset: 0, type: u8"


def read(folder: Path, text: str | bytes, name: str = "acme_t1.yaml") -> DecoderFile:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_file(file)


def values(folder: Path, rest: str, payload: str, f_port: int = 1) -> dict[str, float]:
    decoder = read(folder, HEAD + rest).decoder
    readings = decoder.read(Uplink("00" * 8, NOON, f_port, bytes.fromhex(payload)))
    return {
        f"{one.quantity.key}/{one.channel}" + (f"@{one.time:%Y-%m-%d %H:%M:%S}" if one.time else ""): one.value
        for one in readings
    }


def field(rest: str = "", quantity: str = "air_temperature") -> str:
    return f"fields:\n  - {{quantity: {quantity}, {rest}}}\n"


def test_the_page_on_declarative_decoders_works_as_written(tmp_path: Path) -> None:
    found = re.search(r"^```yaml\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert found
    held = read(tmp_path, found[1], "acme_t3.yaml")
    assert held.decoder.id == "acme_t3"
    assert {example.name: difference(example, held.decoder) for example in held.examples} == {
        "cellar": "",
        "no probe, below zero outside": "",
        "greeting": "",
        "cut": "",
    }


@pytest.mark.parametrize(
    ("rest", "payload", "value"),
    [
        ("offset: 0, type: u8", "FF", 255),
        ("offset: 0, type: i8", "FF", -1),
        ("offset: 1, type: u16", "00 0102", 258),
        ("offset: 1, type: u16, endian: little", "00 0201", 258),
        ("offset: 0, type: i24", "FFFFFE", -2),
        ("offset: 0, type: u64", "00000000000000FF", 255),
        ("offset: 0, type: f32", "41AC0000", 21.5),
        ("offset: 0, type: f32, endian: little", "0000AC41", 21.5),
        ("offset: 0, type: f64", "4035800000000000", 21.5),
        ("offset: -2, type: u16", "FFFF 0102", 258),
        ("offset: 0, type: u8, bits: 4-7", "A5", 10),
        ("offset: 0, type: u8, bits: 7-4", "A5", 10),
        ("offset: 0, type: u16, bits: 0", "0001", 1),
        ("offset: 0, type: i16, bits: 0-11", "AFFF", -1),
        ("offset: 0, type: u16, scale: 0.01", "0820", 20.8),
        ("offset: 0, type: u8, scale: 1/3, add: -40", "1E", -30),
        ("offset: 0, type: u8, scale: 0.1, add: 0.2", "01", 0.3),
        ("offset: 0, type: u8, scale: -1e-1", "0F", -1.5),
    ],
)
def test_numbers_are_cut_and_scaled_exactly(tmp_path: Path, rest: str, payload: str, value: float) -> None:
    assert values(tmp_path, field(rest), payload) == {"air_temperature/main": value}


@pytest.mark.parametrize(
    ("rest", "payload", "state"),
    [("", "00", 0), ("", "02", 1), ("true_values: [2, 3]", "03", 1), ("true_values: 2", "01", 0)],
)
def test_states_are_zero_or_one(tmp_path: Path, rest: str, payload: str, state: float) -> None:
    table = field(f"offset: 0, type: u8, {rest}", "water_leak")
    assert values(tmp_path, table, payload) == {"water_leak/main": state}


@pytest.mark.parametrize(
    ("rest", "payload"),
    [
        ("type: i16, missing: 0x8000", "8000"),
        ("type: i16, missing: -32768", "8000"),
        ("type: u8, missing: [254, 0xFF]", "FE"),
        ("type: f32", "7FC00000"),
        ("type: f32", "FF800000"),
    ],
)
def test_a_missing_value_gives_no_reading(tmp_path: Path, rest: str, payload: str) -> None:
    assert values(tmp_path, field(f"offset: 0, {rest}"), payload) == {}


WHEN = """
fields:
  - {quantity: air_temperature, offset: 1, type: u8, when: {byte 0: [1, 3]}}
  - {quantity: co2, offset: 1, type: u8, when: {byte 0: 2, length: 2}}
  - {quantity: door_open, offset: 0, type: u8, bits: 6, when: {bit 0.7: 1}}
  - {quantity: battery_voltage, offset: -1, type: u8, when: {f_port: 9, min_length: 3}}
"""


@pytest.mark.parametrize(
    ("payload", "f_port", "expected"),
    [
        ("01 05", 1, {"air_temperature/main": 5}),
        ("03 05", 1, {"air_temperature/main": 5}),
        ("02 05", 1, {"co2/main": 5}),
        ("C0 05", 1, {"door_open/main": 1}),
        ("01 05 03", 9, {"air_temperature/main": 5, "battery_voltage/main": 3}),
    ],
)
def test_a_field_applies_when_all_its_conditions_hold(
    tmp_path: Path, payload: str, f_port: int, expected: dict[str, float]
) -> None:
    assert values(tmp_path, WHEN, payload, f_port) == expected


REPEATED = """
time: {offset: 0, type: u32, endian: little, missing: 0, epoch: 2000-01-01T00:00:00Z}
fields:
  - {quantity: air_temperature, offset: 4, type: i8, repeat: {step: 2, every: -600}}
  - {quantity: relative_humidity, offset: 5, type: u8, repeat: {step: 2, count: 2}, channel: "probe_{n}"}
"""


def test_values_repeat_in_time_or_by_channel_after_the_device_s_own_time(tmp_path: Path) -> None:
    assert values(tmp_path, REPEATED, "3C000000 15 30 14 31") == {
        "air_temperature/main@2000-01-01 00:01:00": 21,
        "air_temperature/main@1999-12-31 23:51:00": 20,
        "relative_humidity/probe_1@2000-01-01 00:01:00": 48,
        "relative_humidity/probe_2@2000-01-01 00:01:00": 49,
    }


def test_a_clock_that_is_not_set_leaves_the_time_to_the_network(tmp_path: Path) -> None:
    assert values(tmp_path, REPEATED, "00000000 15 30 14 31") == {
        "air_temperature/main@2026-01-15 12:00:00": 21,
        "air_temperature/main@2026-01-15 11:50:00": 20,
        "relative_humidity/probe_1": 48,
        "relative_humidity/probe_2": 49,
    }


@pytest.mark.parametrize(
    ("rest", "payload", "error"),
    [
        ("lengths: [2, 3]\n" + field("offset: 0, type: u8"), "01", "acme_t1: payload of 1 bytes; expected 2, 3"),
        ("f_ports: 2\n" + field("offset: 0, type: u8"), "01", "f_port 1 carries no data; expected 2"),
        (field("offset: 1, type: u16"), "0102", "payload of 2 bytes has nothing at 1"),
        (field("offset: -3, type: u16"), "0102", "payload of 2 bytes has nothing at -3"),
        (field("offset: 0, type: u8, when: {byte 0: 2}"), "01", "no field of the table applies to this frame"),
        (field("offset: 0, type: u8, when: {byte 4: 2}"), "01", "does not fit the format"),
        (field("offset: 0, type: f64, scale: 1e99"), "7FEFFFFFFFFFFFFF", "beyond all numbers"),
        ("time: {offset: 0, type: u64}\n" + field("offset: 0, type: u8"), "FF" * 8, "does not fit the format"),
    ],
)
def test_what_a_table_does_not_describe_is_refused(tmp_path: Path, rest: str, payload: str, error: str) -> None:
    with pytest.raises(DecodeError, match=error):
        values(tmp_path, rest, payload)


def test_a_frame_to_ignore_carries_no_value(tmp_path: Path) -> None:
    table = "lengths: 7\nignore:\n  - byte 0: 2\n  - f_port: 5\n" + field("offset: 0, type: u8")
    assert values(tmp_path, table, "02") == values(tmp_path, table, "01", f_port=5) == {}


MISTAKES = """\
vendor:
models: []
specs: none
aliases: [acme/t1]
f_ports: [10, 256]
ignore:
  - {}
  - {byte 0: 300, bite: 1}
time: {type: u32, epoch: 2000-01-01T00:00:00}
fields:
  - {quantity: air_temprature, offset: 0, type: u8}
  - quantity: air_temperature
    offset: 9999
    type: u12
    scale: 0,01
    scale: 1
  - {quantity: water_leak, offset: 0, type: u8, scale: 2, true_values: [a]}
  - {quantity: co2, offset: 0, type: u8, bits: 8, true_values: 1}
  - {quantity: no2, offset: 0, type: i8, missing: 256, scale: 0}
  - {quantity: o3, offset: 0, type: u8, repeat: {step: 0}, channel: Été}
  - {quantity: so2, offset: 0, type: u8, channel: "x{n}"}
  - {quantity: tvoc, offset: [0], type: u8}
  - {quantity: pm10, offset: 0, type: u8}
  - {quantity: pm10, offset: 1, type: u8}
  - text
examples:
  - {f_port: 1, payload: xyz, readings: {co3: 1, co2: many, tomorrow: {co2: 1}}, error: cut}
  - {payload: "01"}
"""


def test_every_mistake_is_told_at_once_with_its_line_key_and_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, MISTAKES)
    told = [line.removeprefix(f"{tmp_path}/acme_t1.yaml:") for line in str(refused.value).splitlines()]
    assert told == [
        "1: spec: is missing; write the document and section that the table follows",
        "1: vendor: None is wrong; write the maker's name",
        "2: models: is missing; write a list of names of models",
        "3: specs: unknown key; did you mean spec?",
        "5: f_ports: '256' is wrong; write ports from 0 to 255",
        "7: ignore: no condition; there are: f_port, length, min_length, byte 0, bit 0.7",
        "8: ignore.bite: unknown condition; there are: f_port, length, min_length, byte 0, bit 0.7",
        "8: ignore.byte 0: '300' is wrong; write values from 0 to 255",
        "9: time.epoch: '2000-01-01T00:00:00' is wrong; write an instant, such as 2000-01-01T00:00:00Z",
        "9: time.offset: is missing; write the first byte, from 0, or from the end, -1",
        "11: fields: pm10/main stands twice; give one another channel, or each a `when`",
        "11: fields[1].quantity: 'air_temprature' is wrong; write air_temperature",
        "13: fields[2].offset: '9999' is wrong; write the first byte, from 0, or from the end, -1",
        "14: fields[2].type: 'u12' is wrong; write u8, i16, u24 … u64, f32 or f64",
        "15: fields[2].scale: '0,01' is wrong; write a number, such as 0.01 or 1/16",
        "16: fields[2].scale: key stands twice; keep one",
        "17: fields[3].scale: water_leak is a state; leave scale out",
        "17: fields[3].true_values: 'a' is wrong; write raw values from 0 to 255",
        "18: fields[4].bits: not in the type; it has bits 0-7, and floating numbers have none",
        "19: fields[5].missing: '256' is wrong; write raw values from -128 to 255",
        "19: fields[5].scale: 0 makes every value 0; write another number",
        "20: fields[6].channel: 'Été' is wrong; write lower-case letters, digits, _ and {n}",
        "20: fields[6].repeat.step: '0' is wrong; write the bytes from one value to the next",
        "20: fields[6].repeat: the values need a channel each, such as input_{n}, or a time each: repeat.every",
        "21: fields[7].channel: {n} counts repetitions; write `repeat`, or another channel",
        "22: fields[8].offset: a list or mapping is wrong; write the first byte, from 0, or from the end, -1",
        "25: fields[11]: a mapping expected; write `key: value` lines",
        "27: examples[1].payload: 'xyz' is wrong; write bytes in hexadecimal",
        "27: examples[1]: give either readings or error",
        "27: readings.co2: 'many' is wrong; write a number",
        "27: readings.co3: no quantity; `samara quantities` lists them",
        "27: readings.tomorrow: no instant; write 2026-01-15T12:00:00Z",
        "28: examples[2].f_port: is missing; write the port, 0 to 255",
        "28: examples[2]: give either readings or error",
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "1: an empty file"),
        ("- a\n- b\n", "a mapping expected"),
        ("a: b\n---\nc: d\n", "a second document"),
        ("vendor: [", "not YAML"),
        ("vendor: *x\n", "references are not read"),
        ("vendor: &x [a]\nmodels: *x\n", "references are not read"),
        ("vendor: !!python/object:os.system x\n", "types are not read"),
        ("{" * 9, "more than 8 levels deep"),
        ("[" * 100_000, "more than 8 levels deep"),
        ("? {a: b}\n: c\n", "a key must be plain text"),
        (b"vendor: \xff\n", "not UTF-8 at byte 8"),
        (b"vendor: a\x00b\n", "not YAML"),
        ("#" * 300_000, "larger than 256 KiB"),
        (HEAD + field("offset: 0, type: u8, scale: 1e999999999"), "scale: '1e999999999' is wrong"),
        (HEAD + field("offset: 0, type: u8, scale: 1/0"), "scale: '1/0' is wrong"),
        (HEAD + field(f"offset: {'9' * 5000}, type: u8"), "offset: '999"),
        (HEAD, "fields: no fields; write at least one"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_hostile_files_are_refused(tmp_path: Path, text: str | bytes, error: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(error)):
        read(tmp_path, text)


def test_a_name_that_cannot_be_an_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be a decoder's id"):
        read(tmp_path, HEAD + field("offset: 0, type: u8"), "Acme T1.yaml")


def test_a_file_that_is_not_there_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_file(tmp_path / "none.yaml")


_WORDS = st.sampled_from(
    ["quantity", "air_temperature", "co2", "offset", "type", "u8", "when", "byte 0", "fields", "0x"]
)
_TREES = st.recursive(
    _WORDS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS | st.text(max_size=5), inner, max_size=5),
    max_leaves=30,
)


@settings(max_examples=80, deadline=None)
@given(tree=_TREES | st.text())
def test_only_a_config_error_escapes_from_a_file(tmp_path_factory: pytest.TempPathFactory, tree: object) -> None:
    # JSON is YAML, but for what JSON escapes: that is left to the text itself.
    text = tree if isinstance(tree, str) else repr(tree)
    file = tmp_path_factory.getbasetemp() / "fuzzed.yaml"
    file.write_bytes(text.encode("utf-8", "replace"))
    with contextlib.suppress(ConfigError):
        read_file(file)


@settings(max_examples=100, deadline=None)
@given(payload=st.binary(max_size=40), port=st.integers(0, 255))
def test_only_a_decode_error_escapes_from_a_table(
    tmp_path_factory: pytest.TempPathFactory, payload: bytes, port: int
) -> None:
    decoder = read(tmp_path_factory.getbasetemp(), HEAD + REPEATED, "repeated.yaml").decoder
    try:
        readings = decoder.read(Uplink("00" * 8, NOON, port, payload))
    except DecodeError:
        return
    assert {reading.quantity for reading in readings} <= decoder.emits


@pytest.mark.parametrize(
    ("example", "told"),
    [
        (
            'payload: "15", readings: {air_temperature: 22}',
            "expected air_temperature/main 22; got air_temperature/main 21",
        ),
        ('payload: "15", readings: {}', "expected nothing; got air_temperature/main 21"),
        ('payload: "15", error: cut', "no error, but air_temperature/main 21"),
        ('payload: "1515", readings: {}', "expected 1"),
        ('payload: "1515", error: too long', "another error: acme_t1: payload of 2 bytes; expected 1"),
    ],
)
def test_an_example_that_differs_says_how(tmp_path: Path, example: str, told: str) -> None:
    table = f"lengths: 1\n{field('offset: 0, type: u8')}examples:\n  - {{f_port: 1, {example}}}\n"
    held = read(tmp_path, HEAD + table)
    assert told in difference(held.examples[0], held.decoder)


def test_a_folder_tells_the_mistakes_of_all_its_files(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        rest = field("offset: 0, type: u8") if name == "b" else ""
        (tmp_path / f"{name}.yaml").write_text(HEAD + rest)
    with pytest.raises(ConfigError) as refused:
        read_folder(tmp_path)
    assert len(str(refused.value).splitlines()) == 2
    (tmp_path / "a.yaml").unlink()
    (tmp_path / "c.yaml").unlink()
    assert [decoder.id for decoder in read_folder(tmp_path)] == ["b"]
    assert read_folder(tmp_path / "none") == []
