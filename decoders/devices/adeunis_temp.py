"""Adeunis Temp 4, one or two temperature probes."""

from collections.abc import Iterator
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.adeunis import HOUR, Frame, Row, Value, decoder, record, samples
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, LOW_BATTERY, THRESHOLD_ALARM
from telemetry.reading import Reading

_SECOND = "2"
_NO_PROBE = (-32768,)

_FIRST_PROBE = Value(AIR_TEMPERATURE, 10, missing=_NO_PROBE)
_SECOND_PROBE = Value(AIR_TEMPERATURE, 10, _SECOND, _NO_PROBE)

_TWO_PROBES = 0x10
_ALARM = Struct(">Bh")


def _by_probes(one: Frame, two: Frame) -> Frame:
    """The status byte says how many probes are connected, and so how a body is laid out."""
    return lambda body, status: (two if status & _TWO_PROBES else one)(body, status)


def _alarm(body: bytes, status: int) -> Iterator[Row]:
    """Each probe's alarm (none, high or low) and temperature."""
    probes = (_FIRST_PROBE, _SECOND_PROBE) if status & _TWO_PROBES else (_FIRST_PROBE,)
    if len(body) != _ALARM.size * len(probes):
        raise DecodeError(f"an alarm of {len(probes)} probes has {_ALARM.size * len(probes)} bytes, not {len(body)}")
    row: list[Reading] = []
    for probe, (alarm, raw) in zip(probes, _ALARM.iter_unpack(body), strict=True):
        row.append(Reading(THRESHOLD_ALARM, float(alarm in {1, 2}), probe.channel))
        row += probe.readings(raw)
    yield row


_FRAMES: dict[int, Frame] = {
    0x30: _by_probes(record("h", _FIRST_PROBE), record("hh", _FIRST_PROBE, _SECOND_PROBE)),
    0x57: _by_probes(samples("h", _FIRST_PROBE), samples("hh", _FIRST_PROBE, _SECOND_PROBE)),
    0x58: _alarm,
}

DECODER = Decoder(
    vendor="Adeunis",
    models=("Temp", "Temp 4", "TEMP V4"),
    spec="TEMP V4 technical reference manual 2.1, frames; sampling period: register 321",
    emits=frozenset({AIR_TEMPERATURE, LOW_BATTERY, THRESHOLD_ALARM}),
    decode=decoder(_FRAMES, period=HOUR),
    aliases=("adeunis/temp",),
)
