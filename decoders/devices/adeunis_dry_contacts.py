"""Adeunis Dry Contacts 2, four contacts."""

from collections.abc import Iterator
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.adeunis import Frame, Row, decoder, nothing
from telemetry.errors import DecodeError
from telemetry.quantity import DIGITAL_INPUT, LOW_BATTERY, OPERATING_TIME, PULSE_COUNT
from telemetry.reading import Reading

_CHANNELS = "abcd"
_CONTACTS = Struct(">4HB")


def _contacts(bits: int) -> Frame:
    """How often each contact changed, and its state now; each state takes `bits` bits, the lowest being now's."""

    def rows(body: bytes, _status: int) -> Iterator[Row]:
        *counts, states = _CONTACTS.unpack(body)
        row = [Reading(PULSE_COUNT, float(count), name) for name, count in zip(_CHANNELS, counts, strict=True)]
        row += [Reading(DIGITAL_INPUT, float(states >> bits * n & 1), name) for n, name in enumerate(_CHANNELS)]
        yield row

    return rows


def _closed_times(body: bytes, _status: int) -> Iterator[Row]:
    """How long each contact was closed in all, in seconds, for the contacts that a mask names."""
    names = [name for n, name in enumerate(_CHANNELS) if body[0] >> n & 1]
    if len(body) != 1 + 4 * len(names):
        raise DecodeError(f"the times of {len(names)} contacts take {4 * len(names)} bytes, not {len(body) - 1}")
    times = Struct(f">{len(names)}I").unpack_from(body, 1)
    yield [Reading(OPERATING_TIME, seconds / 3600, name) for name, seconds in zip(names, times, strict=True)]


_FRAMES: dict[int, Frame] = {
    0x30: _contacts(bits=1),
    0x40: _contacts(bits=2),  # the other bit is the state at the frame before
    0x41: nothing,  # a contact stayed closed too long; which one it is the documents number differently
    0x59: _closed_times,
}

DECODER = Decoder(
    vendor="Adeunis",
    models=("Dry Contacts", "Dry Contacts 2"),
    spec="DRY CONTACTS 2 user guide, Description of frames",
    emits=frozenset({DIGITAL_INPUT, LOW_BATTERY, OPERATING_TIME, PULSE_COUNT}),
    decode=decoder(_FRAMES),
    aliases=("adeunis/drycontacts", "adeunis/dry-contacts-2", "adeunis/dry-contact"),
)
