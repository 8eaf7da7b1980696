"""ATIM ACW-DIN and its kind: digital inputs and outputs, and counters, on a rail.

The low bit of a word is line 1. The internal temperature that some frames carry has no documented unit and is left
out.
"""

from struct import Struct
from typing import NamedTuple

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_VOLTAGE, DIGITAL_INPUT, DIGITAL_OUTPUT, PULSE_COUNT
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_KEEP_ALIVE = 0x01
_SILENT = {0x05, 0x43}
_WORD = Struct(">H")
_COUNTER = Struct(">I")


class Frame(NamedTuple):
    """What a frame holds, in this order: inputs and outputs by number of lines, a temperature, then counters.

    `counter` is the number of the first counter; 0 if there is none.
    """

    inputs: int = 0
    outputs: int = 0
    temperature: bool = False
    counter: int = 0


_FRAMES = {
    0x41: Frame(16, temperature=True),
    0x42: Frame(16),
    0x4E: Frame(16, temperature=True, counter=1),
    0x4F: Frame(16, counter=1),
    0x50: Frame(counter=1),
    0x51: Frame(counter=3),
    0x52: Frame(16, counter=1),
    0x5D: Frame(16, temperature=True, counter=1),
    0x5E: Frame(16, counter=1),
    0x5F: Frame(counter=5),
    0x60: Frame(counter=7),
    0x61: Frame(8, 8, temperature=True),
    0x62: Frame(8, 8),
    0x6E: Frame(8, 8, temperature=True, counter=1),
    0x6F: Frame(8, 8, counter=1),
    0x72: Frame(8, 8, counter=1),
    0x7D: Frame(8, 8, temperature=True, counter=1),
    0x7E: Frame(8, 8, counter=1),
}


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame of lines and counters, or a keep-alive."""
    kind, body = uplink.payload[0], uplink.payload[1:]
    if kind in _SILENT:
        return []
    if kind == _KEEP_ALIVE:
        (millivolts,) = _WORD.unpack_from(body)
        return [Reading(BATTERY_VOLTAGE, millivolts / 1000)]
    if kind not in _FRAMES:
        raise DecodeError(f"unknown frame {kind:#04x}")
    frame = _FRAMES[kind]
    readings: list[Reading] = []
    for quantity, lines in ((DIGITAL_INPUT, frame.inputs), (DIGITAL_OUTPUT, frame.outputs)):
        size = lines // 8
        if len(body) < size:
            raise DecodeError("the frame is cut inside its lines")
        word, body = int.from_bytes(body[:size], "big"), body[size:]
        readings += [Reading(quantity, float(word >> n & 1), str(n + 1)) for n in range(lines)]
    if frame.temperature:
        body = body[_WORD.size :]
    return readings + _counters(frame, body)


def _counters(frame: Frame, body: bytes) -> list[Reading]:
    if len(body) % _COUNTER.size or bool(body) != bool(frame.counter):
        raise DecodeError(f"{len(body)} bytes of counters do not fit the frame")
    counts = enumerate(_COUNTER.iter_unpack(body), frame.counter)
    return [Reading(PULSE_COUNT, float(count), str(number)) for number, (count,) in counts]


DECODER = Decoder(
    vendor="ATIM",
    models=("ACW-DIND160", "ACW-DIND80", "ACW-DIND88", "ACW-DIND44", "ACW-DIND21"),
    spec="ATIM's codec for the ACW-DIN",
    emits=frozenset({BATTERY_VOLTAGE, DIGITAL_INPUT, DIGITAL_OUTPUT, PULSE_COUNT}),
    decode=decode,
    aliases=("atim/codec2",),
)
