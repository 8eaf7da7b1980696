"""Watteco's batches: series of samples, each with its time, compressed to Huffman-coded differences.

A frame is a string of bits, taken from the lowest of each byte. Its head gives the first sample of each series; then
come the further samples, at moments common to all series or with moments of each; then the moment of sending. Moments
are seconds of the device's own clock. A Huffman word tells the number of bits of the difference that follows it.

Source: Watteco's reference decoder `br_uncompress` and the support site's page on batch reports.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from decoders.formats.watteco_value import Value, unpack
from telemetry.errors import DecodeError
from telemetry.quantity import Quantity
from telemetry.reading import Reading

_STEADY = """
00 01 11 101 1001 10001 100001 1000001 10000001 1000000000
10000000010 10000000011 10000000100 10000000101 10000000110 10000000111"""
_JUMPING = """
1101111 11010 1100 011 111 10 00 010 110110 110111011 110111001
1101110101 1101110100 1101110000 11011100011 11011100010"""
_DRIFTING = """
1001 101 00 01 11 10001 100001 1000001 10000001 1000000000
10000000010 10000000011 10000000100 10000000101 10000000110 10000000111"""
_TABLES = tuple({word: bits for bits, word in enumerate(words.split())} for words in (_STEADY, _JUMPING, _DRIFTING))
"""Three codes, each complete: the number of bits of the difference, by Huffman word."""

_NOT_A_DIFFERENCE = 15
"""The word for "the number itself follows"."""

_MOMENTS = 1
"""The code of the moments in the head and of the moment of sending."""

_COMMON_MOMENTS, _HEAD_ONLY = 0x02, 0x04
_GROWING = 1

_SIZES = {"?": 1, "B": 8, "H": 16, "h": 16, "t": 24, "I": 32, "f": 32}
"""Bits of a number, by its letter; `?` is one bit."""


class Series(NamedTuple):
    """One tag: how its numbers stand in the frame, the step of its differences, and what they state, if anything."""

    code: str
    resolution: float
    value: Value | None


class _Sample(NamedTuple):
    """One number of a series, and its moment."""

    series: Series
    moment: int
    number: float


class _Bits:
    """The bits of a frame, read once from the first to the last."""

    def __init__(self, frame: bytes) -> None:
        self._bits = "".join(f"{byte:08b}"[::-1] for byte in frame)
        self._at = 0

    def _take(self, count: int) -> str:
        end = self._at + count
        if end > len(self._bits):
            raise DecodeError("the batch ends inside a number")
        taken, self._at = self._bits[self._at : end], end
        return taken

    def number(self, count: int) -> int:
        """An unsigned number: its bytes from the highest, an incomplete one first, each from its lowest bit."""
        number = 0
        while count:
            size = count % 8 or 8
            number = number << size | int(self._take(size)[::-1], 2)
            count -= size
        return number

    def value(self, code: str) -> float:
        """A number as the series' letter says."""
        size = _SIZES[code]
        raw = self.number(size)
        return raw if size < 8 else unpack(code, raw.to_bytes(size // 8, "big"))

    def word(self, table: int) -> int:
        """The number of bits that a Huffman word tells."""
        if table >= len(_TABLES):
            raise DecodeError(f"unknown Huffman table {table}")
        word = ""
        while word not in _TABLES[table]:
            word += self._take(1)
        return _TABLES[table][word]

    def moment(self, table: int, previous: int) -> int:
        """A moment, mostly as the time since the previous one."""
        bits = self.word(table)
        if bits == _NOT_A_DIFFERENCE:
            return self.number(32)
        return previous + self.number(bits) + (1 << bits) - 1

    def next_moment(self, previous: int) -> int:
        """A moment of the head; the first, before which there is none, stands as it is."""
        return self.moment(_MOMENTS, previous) if previous else self.number(32)


class _Track:
    """A series as it is unpacked: its samples so far, and the coding of the next ones."""

    def __init__(self, first: _Sample, coding: int, table: int) -> None:
        self.samples = [first]
        self._coding = coding
        self._table = table

    def add(self, bits: _Bits, moment: int, *, may_repeat_head: bool = False) -> bool:
        """Read the next sample; False if it is only the head's sample again, which one without difference may be."""
        series, _, previous = self.samples[-1]
        size = bits.word(self._table)
        if size == 0 and may_repeat_head:
            return False
        if size == _NOT_A_DIFFERENCE:
            number = bits.value(series.code)
        else:
            number = previous + self._difference(bits.number(size), size) * series.resolution
        self.samples.append(_Sample(series, moment, number))
        return True

    def _difference(self, raw: int, size: int) -> int:
        """The steps that the bits behind a word tell: of either sign, or all upwards, or all downwards."""
        if self._coding == 0:
            return raw if size == 0 or raw >> (size - 1) else raw + 1 - (1 << size)
        steps = raw + (1 << size) - 1
        return steps if self._coding == _GROWING else -steps


@dataclass(frozen=True, slots=True)
class Batch:
    """The batches of a device: the series that it may send, by tag, and the bits of a tag."""

    tag_bits: int
    series: Mapping[int, Series]

    @property
    def quantities(self) -> set[Quantity]:
        """What the series state."""
        return {series.value.quantity for series in self.series.values() if series.value}

    def readings(self, frame: bytes, received: datetime) -> list[Reading]:
        """Every sample of a batch, dated back from its reception, to the millisecond as the vendor does."""
        samples, sent = self._samples(frame)
        received = received.replace(microsecond=received.microsecond // 1000 * 1000)
        return [
            reading._replace(time=received - timedelta(seconds=sent - moment))
            for series, moment, number in samples
            if series.value
            for reading in series.value.readings(number)
        ]

    def _samples(self, frame: bytes) -> tuple[list[_Sample], int]:
        """All samples, and the moment of sending."""
        bits = _Bits(frame)
        flags = bits.number(8)
        bits.number(4)  # the number of the batch
        if not flags >> 4:
            raise DecodeError("a batch of no series")
        moment, tracks = self._head(bits, flags)
        if not flags & _HEAD_ONLY:
            common = flags & _COMMON_MOMENTS
            moment = self._common(bits, tracks) if common else self._separate(bits, tracks, moment)
        return [sample for track in tracks.values() for sample in track.samples], bits.next_moment(moment)

    def _head(self, bits: _Bits, flags: int) -> tuple[int, dict[int, _Track]]:
        """The first sample of each series, and the moment of the last of them."""
        tracks: dict[int, _Track] = {}
        moment = 0
        for _ in range(flags >> 4):
            tag = bits.number(self.tag_bits)
            if tag not in self.series:
                raise DecodeError(f"unknown series of tag {tag}")
            moment = bits.next_moment(moment)
            first = _Sample(self.series[tag], moment, bits.value(self.series[tag].code))
            coding, table = (0, 0) if flags & _HEAD_ONLY else (bits.number(2), bits.number(2))
            tracks[tag] = _Track(first, coding, table)
        return moment, tracks

    def _track(self, bits: _Bits, tracks: dict[int, _Track]) -> _Track:
        tag = bits.number(self.tag_bits)
        if tag not in tracks:
            raise DecodeError(f"samples of tag {tag}, which the head does not announce")
        return tracks[tag]

    def _common(self, bits: _Bits, tracks: dict[int, _Track]) -> int:
        """Samples at moments that all series share, a bit telling whether one has a sample; the last moment."""
        start = next(iter(tracks.values())).samples[0].moment
        moments = list(_common_moments(bits, bits.number(8), start))
        for _ in range(len(tracks)):
            track, head_seen = self._track(bits, tracks), False
            for moment in moments:
                if bits.number(1):
                    head_seen |= not track.add(bits, moment, may_repeat_head=not head_seen)
        return moments[-1] if moments else 0

    def _separate(self, bits: _Bits, tracks: dict[int, _Track], latest: int) -> int:
        """Samples with moments of their own, series by series; the latest moment."""
        for _ in range(len(tracks)):
            track = self._track(bits, tracks)
            if count := bits.number(8):
                table = bits.number(2)
                for _ in range(count):
                    moment = bits.moment(table, track.samples[-1].moment)
                    track.add(bits, moment)
                    latest = max(latest, moment)
        return latest


def _common_moments(bits: _Bits, count: int, start: int) -> Iterator[int]:
    """The moments that all series share; the first is the head's, though a word stands for it too."""
    table = bits.number(2)
    moment = start
    for index in range(count):
        if index:
            moment = bits.moment(table, moment)
        elif bits.word(table) == _NOT_A_DIFFERENCE:
            moment = bits.number(32)
        yield moment
