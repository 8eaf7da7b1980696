"""Hostile payloads: whatever the bytes, a decoder gives finite readings it announced, or a `DecodeError`."""

import contextlib
import math
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import Kind
from telemetry.uplink import Uplink

_few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _read(decoder: Decoder, uplink: Uplink) -> None:
    """Decode; everything but a `DecodeError` or sound readings fails the test."""
    with contextlib.suppress(DecodeError):
        for reading in decoder.read(uplink):
            assert math.isfinite(reading.value), reading
            assert reading.quantity in decoder.emits, reading
            assert reading.quantity.kind is not Kind.STATE or reading.value in {0, 1}, reading
            assert reading.time is None or reading.time.tzinfo is not None, reading


@_few
@given(data=st.data())
def test_random_payloads(decoder: Decoder, vectors: Any, data: st.DataObject) -> None:
    port = data.draw(st.sampled_from(sorted(decoder.f_ports or {1})) | st.integers(0, 255))
    payload = data.draw(st.binary(max_size=64))
    _read(decoder, vectors[0].uplink._replace(f_port=port, payload=payload))


@_few
@given(data=st.data())
def test_mutated_vectors(decoder: Decoder, vectors: Any, data: st.DataObject) -> None:
    """Bytes replaced, inserted, dropped and repeated reach deeper than random ones, which die at the header."""
    uplink = data.draw(st.sampled_from(vectors)).uplink
    payload = bytearray(uplink.payload)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(payload)))
        payload[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=6))
    _read(decoder, uplink._replace(payload=bytes(payload * data.draw(st.integers(1, 3)))))


def test_truncated_vectors(decoder: Decoder, vectors: Any) -> None:
    for vector in vectors:
        for size in range(len(vector.uplink.payload)):
            _read(decoder, vector.uplink._replace(payload=vector.uplink.payload[:size]))
