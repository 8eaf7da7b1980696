"""Watteco's batches against an encoder of our own, and the corners of its reports that no vector can show alone."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoders.formats.watteco_batch import Batch, Series
from decoders.formats.watteco_tic import TIC
from decoders.formats.watteco_value import Value
from decoders.formats.watteco_zcl import POWER, TEMPERATURE, decoder
from decoders.registry import builtin
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, PULSE_COUNT, VOLTAGE
from telemetry.uplink import Uplink

RECEIVED = datetime(2026, 1, 15, 12, 0, 0, 250_999, tzinfo=UTC)
TAG_BITS = 2
BATCH = Batch(
    TAG_BITS,
    {
        0: Series("h", 10, Value(AIR_TEMPERATURE)),
        1: Series("I", 1, Value(PULSE_COUNT)),
        2: Series("f", 0.5, Value(VOLTAGE)),
        3: Series("H", 1, None),
    },
)
MOMENT_WORDS = [
    "1101111",
    "11010",
    "1100",
    "011",
    "111",
    "10",
    "00",
    "010",
    "110110",
    "110111011",
    "110111001",
    "1101110101",
]
NUMBER_WORDS = ["00", "01", "11", "101", "1001", "10001", "100001", "1000001", "10000001", "1000000000", "10000000010"]
ITSELF = "10000000111"
RISING, FALLING = 1, 2


class Track(NamedTuple):
    """A series to send: its tag, the bits of its numbers, the step, the coding, and steps at moments."""

    tag: int
    bits: int
    resolution: float
    coding: int
    first: int
    steps: list[tuple[int, int]]


class Writer:
    """Writes what `_Bits` reads, after the description of the format."""

    def __init__(self) -> None:
        self.bits: list[str] = []

    def number(self, value: int, size: int) -> None:
        while size:
            part = size % 8 or 8
            size -= part
            self.bits += f"{value >> size & ((1 << part) - 1):0{part}b}"[::-1]

    def word(self, word: str) -> None:
        self.bits += word

    def moment(self, difference: int) -> None:
        size = (difference + 1).bit_length() - 1
        self.word(MOMENT_WORDS[size])
        self.number(difference + 1 - (1 << size), size)

    def step(self, step: int, coding: int) -> None:
        if coding == 0:
            size = abs(step).bit_length()
            self.word(NUMBER_WORDS[size])
            self.number(step if step >= 0 else step + (1 << size) - 1, size)
        else:
            size = (abs(step) + 1).bit_length() - 1
            self.word(NUMBER_WORDS[size])
            self.number(abs(step) + 1 - (1 << size), size)

    def frame(self) -> bytes:
        bits = "".join(self.bits)
        bits += "0" * (-len(bits) % 8)
        return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))


START = 100_000


def separate(tracks: list[Track], pause: int) -> bytes:
    """A batch of series with moments of their own, sent `pause` seconds after the last sample."""
    writer = Writer()
    writer.number(len(tracks) << 4, 8)
    writer.number(0, 4)
    for index, track in enumerate(tracks):
        writer.number(track.tag, TAG_BITS)
        if index:
            writer.moment(0)
        else:
            writer.number(START, 32)
        writer.number(track.first, track.bits)
        writer.number(track.coding, 2)
        writer.number(0, 2)
    for track in tracks:
        writer.number(track.tag, TAG_BITS)
        writer.number(len(track.steps), 8)
        if track.steps:
            writer.number(1, 2)
        for later, step in track.steps:
            writer.moment(later)
            writer.step(step, track.coding)
    writer.moment(pause)
    return writer.frame()


def common(tracks: list[Track], moments: list[int], pause: int) -> bytes:
    """The same with moments that all series share; a series with fewer steps lacks the last samples."""
    writer = Writer()
    writer.number(len(tracks) << 4 | 2, 8)
    writer.number(0, 4)
    for index, track in enumerate(tracks):
        writer.number(track.tag, TAG_BITS)
        if index:
            writer.moment(0)
        else:
            writer.number(START, 32)
        writer.number(track.first, track.bits)
        writer.number(track.coding, 2)
        writer.number(0, 2)
    writer.number(len(moments) + 1, 8)
    writer.number(1, 2)
    for later in [0, *moments]:
        writer.moment(later)
    for track in tracks:
        writer.number(track.tag, TAG_BITS)
        writer.number(1, 1)
        writer.word(NUMBER_WORDS[0])  # the first sample is the head's
        for index in range(len(moments)):
            present = index < len(track.steps)
            writer.number(int(present), 1)
            if present:
                writer.step(track.steps[index][1], track.coding)
    writer.moment(pause)
    return writer.frame()


def expected(tracks: list[Track], moments: list[int] | None, sent: int) -> set[Any]:
    """Quantity, value and time of every sample."""
    facts = set()
    for track in tracks:
        value, moment = float(track.first), START
        samples = [(moment, value)]
        for index, (later, step) in enumerate(track.steps):
            moment += later if moments is None else moments[index]
            value += step * track.resolution
            samples.append((moment, value))
        quantity = BATCH.series[track.tag].value.quantity
        base = RECEIVED.replace(microsecond=250_000)
        facts |= {(quantity.key, number, base - timedelta(seconds=sent - at)) for at, number in samples}
    return facts


def _tracks() -> st.SearchStrategy[list[Track]]:
    later = st.integers(0, 2000)
    free = st.lists(st.tuples(later, st.integers(-1000, 1000)), max_size=6)
    up = st.lists(st.tuples(later, st.integers(0, 1000)), max_size=6)
    down = st.lists(st.tuples(later, st.integers(-1000, 0)), max_size=6)
    temperature = st.builds(Track, st.just(0), st.just(16), st.just(10), st.just(0), st.integers(0, 2000), free)
    index = st.builds(Track, st.just(1), st.just(32), st.just(1), st.just(RISING), st.integers(0, 2**31), up)
    falling = st.builds(Track, st.just(1), st.just(32), st.just(1), st.just(FALLING), st.integers(10000, 2**31), down)
    return st.tuples(temperature, index | falling).map(list) | index.map(lambda track: [track])


@given(_tracks(), st.integers(0, 2000))
def test_batch_with_moments_of_each_series(tracks: list[Track], pause: int) -> None:
    last = max(START + sum(later for later, _ in track.steps) for track in tracks)
    readings = BATCH.readings(separate(tracks, pause), RECEIVED)
    assert {(r.quantity.key, r.value, r.time) for r in readings} == expected(tracks, None, last + pause)


@given(_tracks(), st.lists(st.integers(0, 2000), min_size=6, max_size=6), st.integers(0, 2000))
def test_batch_with_common_moments(tracks: list[Track], moments: list[int], pause: int) -> None:
    sent = START + sum(moments) + pause
    readings = BATCH.readings(common(tracks, moments, pause), RECEIVED)
    assert {(r.quantity.key, r.value, r.time) for r in readings} == expected(tracks, moments, sent)


def test_a_number_may_stand_instead_of_a_difference_and_a_series_may_state_nothing() -> None:
    writer = Writer()
    writer.number(2 << 4, 8)
    writer.number(0, 4)
    for tag, bits, first in ((0, 16, 0xFFF6), (3, 16, 7)):
        writer.number(tag, TAG_BITS)
        if tag:
            writer.moment(0)
        else:
            writer.number(START, 32)
        writer.number(first, bits)
        writer.number(0, 4)
    writer.number(0, TAG_BITS)
    writer.number(1, 8)
    writer.number(1, 2)
    writer.moment(60)
    writer.word(ITSELF)
    writer.number(215, 16)
    writer.number(3, TAG_BITS)
    writer.number(0, 8)
    writer.moment(0)
    readings = BATCH.readings(writer.frame(), RECEIVED)
    assert [reading.value for reading in readings] == [-10, 215]


@pytest.mark.parametrize(
    ("bits", "reason"),
    [
        ([(0x10, 8), (0, 4), (0, 2), (1, 32), (5, 16), (0, 2), (3, 2), (0, 2), (1, 8), (1, 2)], "ends inside"),
        ([(0x10, 8), (0, 4), (0, 2), (1, 32), (5, 16), (0, 4), (1, 2)], "samples of tag 1"),
        ([(0x10, 8), (0, 4), (0, 2), (1, 32), (5, 16), (0, 4), (0, 2), (1, 8), (3, 2)], "Huffman table 3"),
    ],
)
def test_a_broken_batch_is_refused(bits: list[tuple[int, int]], reason: str) -> None:
    writer = Writer()
    for value, size in bits:
        writer.number(value, size)
    with pytest.raises(DecodeError, match=reason):
        BATCH.readings(writer.frame(), RECEIVED)


def _read(payload: str) -> dict[tuple[str, str], float]:
    decode = decoder({**POWER, **TEMPERATURE, **TIC})
    readings = decode(Uplink("00" * 8, RECEIVED, 125, bytes.fromhex(payload)))
    return {(reading.quantity.key, reading.channel): reading.value for reading in readings}


@pytest.mark.parametrize(
    ("payload", "alarm"),
    [
        ("110a04020000290b89", None),
        ("110a04020000290b8980", None),
        ("118a04020000290b89", 1),
        ("110a04020000290b8990b0", 1),
        ("110a04020000290b899030", 0),
        ("110a04020000290b89a0 30 08fc 0000 80 0001 0002", 0),
        ("110a04020000290b89a0 30 08fc 0000 80 0001 0002 b1 0834 0000 01", 1),
    ],
    ids=["none", "no causes", "alarm report", "short", "short, no alarm", "long, two counts", "long, the second"],
)
def test_alarms_are_what_the_report_and_its_causes_say(payload: str, alarm: float | None) -> None:
    assert _read(payload).get(("threshold_alarm", "air_temperature")) == alarm


def test_the_long_cause_of_a_record_names_its_field() -> None:
    payload = "118a00500006 41 07 05050bb80e1004 a0b0040dac006401"
    assert _read(payload) == {
        ("voltage", "external"): 3,
        ("battery_voltage", "main"): 3.6,
        ("threshold_alarm", "battery_voltage"): 1,
    }


@pytest.mark.parametrize("meter", ["00", "01", "1f"])
def test_a_tic_may_be_of_any_meter(meter: str) -> None:
    assert _read(f"110a0056{meter}0041 06 2205 000003e8") == {("active_energy", "main"): 1000}


def test_every_endpoint_of_a_single_probe_is_a_channel() -> None:
    assert _read("f70a04020000290b89") == {("air_temperature", "32"): 29.53}


def test_the_catalogue_is_whole() -> None:
    ours = [decoder for decoder in builtin() if decoder.vendor == "Watteco"]
    assert sum(len(decoder.models) for decoder in ours) >= 40
