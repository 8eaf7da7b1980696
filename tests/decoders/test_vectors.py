"""Every decoder against its own vectors, which are its documentation too."""

import math
from typing import Any

import pytest

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import Kind
from telemetry.reading import Reading


def test_vector(vector: Any) -> None:
    if vector.error is not None:
        with pytest.raises(DecodeError) as refusal:
            vector.decoder.read(vector.uplink)
        assert vector.error in str(refusal.value)
        return
    readings = vector.decoder.read(vector.uplink)
    facts = {(r.quantity.key, r.channel, r.time): r.value for r in readings}
    assert facts == vector.facts
    assert len(facts) == len(readings), "two readings claim the same quantity, channel and time"
    for reading in readings:
        _check(vector.decoder, reading)


def _check(decoder: Decoder, reading: Reading) -> None:
    assert reading.quantity in decoder.emits, f"{reading.quantity.key} is missing from emits"
    assert math.isfinite(reading.value)
    assert reading.quantity.kind is not Kind.STATE or reading.value in {0, 1}
    assert reading.time is None or reading.time.tzinfo is not None


def test_decoder_has_a_vector_from_a_real_source_and_one_that_fails(decoder: Decoder, vectors: Any) -> None:
    assert decoder.unverified or any(
        vector.error is None and not vector.source.startswith("made") for vector in vectors
    )
    assert any(vector.error is not None for vector in vectors)


def test_vectors_are_named_once_and_say_where_they_come_from(decoder: Decoder, vectors: Any) -> None:
    names = [vector.name for vector in vectors]
    assert len(set(names)) == len(names)
    assert all(len(vector.source) > 5 for vector in vectors)


def test_every_quantity_that_a_decoder_emits_is_shown_by_a_vector(decoder: Decoder, vectors: Any) -> None:
    shown = {key for vector in vectors for key, _, _ in vector.facts}
    assert {quantity.key for quantity in decoder.emits} == shown
