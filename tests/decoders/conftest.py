"""The vectors of every decoder, read from `decoders/devices/<id>.vectors.toml` and handed to the tests."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, NamedTuple

import pytest

from decoders import devices
from decoders.contract import Decoder
from decoders.registry import builtin
from telemetry.reading import MAIN_CHANNEL
from telemetry.times import parse_instant
from telemetry.uplink import NetworkInfo, Uplink

RECV_TIME = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)

Facts = dict[tuple[str, str, datetime | None], float]
"""Values by quantity key, channel and the device's own time."""


class Vector(NamedTuple):
    """One frame and what it must give: exactly `facts`, or a `DecodeError` whose text contains `error`."""

    decoder: Decoder
    name: str
    source: str
    uplink: Uplink
    facts: Facts
    error: str | None


def _declared(table: dict[str, Any], time: datetime | None = None) -> Iterator[tuple[tuple[str, str, Any], float]]:
    """Walk `"quantity/channel" = value` entries; a table inside, named by an instant, holds that instant's values."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _declared(value, parse_instant(key))
        else:
            quantity, _, channel = key.partition("/")
            yield (quantity, channel or MAIN_CHANNEL, time), value


def _vector(decoder: Decoder, raw: dict[str, Any]) -> Vector:
    if unknown := raw.keys() - {"name", "source", "f_port", "payload", "recv_time", "tags", "readings", "error"}:
        raise ValueError(f"{decoder.id}, {raw.get('name')}: unknown keys {sorted(unknown)}")
    if ("readings" in raw) == ("error" in raw):
        raise ValueError(f"{decoder.id}, {raw['name']}: give either readings or error")
    network = NetworkInfo(tags=raw.get("tags", {}))
    time = raw.get("recv_time", RECV_TIME)
    uplink = Uplink("00" * 8, time, raw["f_port"], bytes.fromhex(raw["payload"]), network=network)
    facts = dict(_declared(raw.get("readings", {})))
    return Vector(decoder, raw["name"], raw["source"], uplink, facts, raw.get("error"))


def load_vectors(decoder: Decoder) -> list[Vector]:
    """Read the vectors beside a decoder; a decoder without them stops the collection of the tests."""
    path = files(devices) / f"{decoder.id}.vectors.toml"
    if not path.is_file():
        raise FileNotFoundError(f"decoder {decoder.id} has no {decoder.id}.vectors.toml; write it beside the module")
    return parse_vectors(decoder, path.read_text(encoding="utf-8"))


def parse_vectors(decoder: Decoder, text: str) -> list[Vector]:
    """The vectors that a TOML text declares."""
    return [_vector(decoder, raw) for raw in tomllib.loads(text)["vector"]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for `decoder` every decoder, and one that asks for `vector` every vector."""
    if "decoder" in metafunc.fixturenames:
        metafunc.parametrize("decoder", list(builtin()), ids=lambda decoder: decoder.id)
    if "vector" in metafunc.fixturenames:
        vectors = [vector for decoder in builtin() for vector in load_vectors(decoder)]
        metafunc.parametrize("vector", vectors, ids=lambda vector: f"{vector.decoder.id}: {vector.name}")


@pytest.fixture(name="parse_vectors")
def _parse_vectors() -> Callable[[Decoder, str], list[Vector]]:
    """How the tests read vectors that lie elsewhere."""
    return parse_vectors


@pytest.fixture
def vectors(decoder: Decoder) -> list[Vector]:
    """The vectors of one decoder."""
    return load_vectors(decoder)
