from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.console.trying import attempt, attempts, parse_payload
from decoders.contract import Decoder
from decoders.registry import builtin
from telemetry.errors import ParseError
from telemetry.quantity import AIR_TEMPERATURE
from telemetry.reading import Reading
from telemetry.uplink import Uplink


def uplink(payload: bytes = b"\x01", f_port: int = 85) -> Uplink:
    return Uplink("", datetime(2026, 11, 22, tzinfo=UTC), f_port, payload)


def decoder(name: str, *values: float) -> Decoder:
    readings = [Reading(AIR_TEMPERATURE, value, str(number)) for number, value in enumerate(values)]
    return Decoder("Maker", ("M",), "", frozenset({AIR_TEMPERATURE}), lambda _: readings, id=name)


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("01670a", b"\x01\x67\x0a"),
        ("01 67 0A", b"\x01\x67\x0a"),
        ("01:67-0a", b"\x01\x67\x0a"),
        ("0x01, 0x67, 0x0A", b"\x01\x67\x0a"),
        ("\\x01\\x67", b"\x01\x67"),
        ("AWcK", b"\x01\x67\x0a"),
        ("AXVc\nA2c0", b"\x01\x75\x5c\x03\x67\x34"),
        ("cafe", b"\xca\xfe"),
    ],
)
def test_payloads_are_read_as_consoles_show_them(text: str, payload: bytes) -> None:
    assert parse_payload(text) == payload


@pytest.mark.parametrize("text", ["", " ", "0", "<script>", "é", "0x", "1" * 9000])
def test_what_is_no_payload_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        parse_payload(text)


@given(st.text())
def test_nothing_but_a_parse_error_comes_of_garbage(text: str) -> None:
    with suppress(ParseError):
        assert parse_payload(text)


@given(st.binary(min_size=1, max_size=60))
def test_bytes_come_back_from_hexadecimal(payload: bytes) -> None:
    assert parse_payload(payload.hex(" ")) == payload


def test_the_most_telling_plausible_attempt_comes_first() -> None:
    tried = attempts([decoder("none"), decoder("odd", 1e9), decoder("one", 20), decoder("two", 20, 21)], uplink())
    assert [one.decoder.id for one in tried] == ["two", "one", "odd", "none"]
    assert [one.plausible for one in tried] == [True, True, False, False]


def test_a_decoder_with_a_bug_is_an_attempt_that_failed() -> None:
    broken = Decoder("Maker", ("M",), "", frozenset(), lambda _: [][0:] + None, id="broken")  # type: ignore[operator]
    assert "bug" in attempt(broken, uplink()).reason


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=30), st.integers(0, 255))
def test_all_decoders_can_be_tried_on_anything(payload: bytes, f_port: int) -> None:
    assert len(attempts(builtin(), uplink(payload, f_port))) == len(list(builtin()))
