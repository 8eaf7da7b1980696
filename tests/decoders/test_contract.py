"""What `Decoder.read` does for every decoder, and that the documented way to write one works."""

import importlib.util
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from decoders.contract import LONGEST_PAYLOAD, Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import PULSE_COUNT
from telemetry.reading import Reading
from telemetry.uplink import Uplink

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-device.md"


def decode(uplink: Uplink) -> list[Reading]:
    if uplink.payload[0] == 0xEE:
        raise DecodeError("unknown frame type 0xee")
    return [Reading(PULSE_COUNT, float(uplink.payload[1]))]


DECODER = Decoder(
    vendor="Acme",
    models=("P1",),
    spec="none",
    emits=frozenset({PULSE_COUNT}),
    decode=decode,
    f_ports=frozenset({2, 3}),
    id="acme_p1",
)


def read(payload: bytes, f_port: int = 2) -> list[Reading]:
    return DECODER.read(Uplink("00" * 8, datetime(2026, 1, 15, tzinfo=UTC), f_port, payload))


def test_a_frame_is_decoded() -> None:
    assert read(b"\x01\x07") == [Reading(PULSE_COUNT, 7.0)]


@pytest.mark.parametrize(
    ("payload", "f_port", "error"),
    [
        (b"\x01\x07", 4, "acme_p1: f_port 4 carries no data; expected 2, 3"),
        (b"", 2, "acme_p1: payload of 0 bytes; expected 1 to 1024"),
        (bytes(LONGEST_PAYLOAD + 1), 2, "acme_p1: payload of 1025 bytes; expected 1 to 1024"),
        (b"\x01", 2, "acme_p1: payload of 1 bytes does not fit the format"),
        (b"\xee", 2, "acme_p1: unknown frame type 0xee"),
    ],
)
def test_a_refusal_names_the_decoder_and_the_reason(payload: bytes, f_port: int, error: str) -> None:
    with pytest.raises(DecodeError, match=f"^{re.escape(error)}$"):
        read(payload, f_port)


def test_the_page_on_adding_a_device_works_as_written(tmp_path: Path, parse_vectors: Any) -> None:
    page = PAGE.read_text(encoding="utf-8")
    module, vectors = (
        re.search(rf"^```{kind}\n(.*?)^```", page, re.DOTALL | re.MULTILINE) for kind in ("python", "toml")
    )
    assert module
    assert vectors
    file = tmp_path / "acme_t1.py"
    file.write_text(module[1], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("acme_t1", file)
    assert spec
    assert spec.loader
    acme = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(acme)
    decoder = replace(acme.DECODER, id="acme_t1")
    for vector in parse_vectors(decoder, vectors[1]):
        if vector.error is None:
            readings = decoder.read(vector.uplink)
            assert {(r.quantity.key, r.channel, r.time): r.value for r in readings} == vector.facts
        else:
            with pytest.raises(DecodeError, match=vector.error):
                decoder.read(vector.uplink)
