"""Fludia FM432ir, which reads the infrared port of an electronic meter, or the disc of an old one.

The balance of energies taken and given stands on channel `net`. The codes of the frames in watt-hours are those of the
maker's published examples; its older decoders number them one lower.
"""

from collections.abc import Iterator
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.fludia import Frame, Register, data, decoder, infrared, nothing, technical
from telemetry.errors import DecodeError
from telemetry.quantity import ACTIVE_ENERGY, ACTIVE_ENERGY_EXPORTED, ACTIVE_POWER, LOW_BATTERY
from telemetry.reading import Reading
from telemetry.uplink import Uplink


def _registers(divisor: int) -> tuple[Register, Register, Register]:
    return (
        Register(ACTIVE_ENERGY, divisor),
        Register(ACTIVE_ENERGY, divisor, "net"),
        Register(ACTIVE_ENERGY_EXPORTED, divisor),
    )


_TENTHS, _WHOLE = _registers(10), _registers(1)
_DISC = Register(ACTIVE_ENERGY)

_TECHNICAL = Struct(">5xB3xB3xQ")
_TAKEN, _NET, _GIVEN, _BOTH = range(4)


def _technical(registers: tuple[Register, Register, Register]) -> Frame:
    """Which register is sent, the battery, and the register's index; of both, only the energy taken."""

    def read(uplink: Uplink) -> Iterator[Reading]:
        kind, flags, index = _TECHNICAL.unpack(uplink.payload)
        if kind > _BOTH:
            raise DecodeError(f"unknown register {kind}")
        quantity, divisor, channel = registers[_TAKEN if kind == _BOTH else kind]
        if kind == _NET and index >> 63:
            index -= 1 << 64
        yield Reading(LOW_BATTERY, float(flags & 1))
        yield Reading(quantity, index / divisor, channel)

    return read


DECODER = Decoder(
    vendor="Fludia",
    models=("FM432ir", "FM430ir"),
    spec="Fludia's public decoder for the FM432ir",
    emits=frozenset({ACTIVE_ENERGY, ACTIVE_ENERGY_EXPORTED, ACTIVE_POWER, LOW_BATTERY}),
    decode=decoder(
        {
            b"\x71": infrared(_TENTHS[_NET]),
            b"\x72": infrared(_TENTHS[_TAKEN]),
            b"\x73": infrared(_TENTHS[_GIVEN]),
            b"\x74": infrared(_TENTHS[_TAKEN], _TENTHS[_GIVEN]),
            b"\x75": infrared(_WHOLE[_NET]),
            b"\x76": infrared(_WHOLE[_NET]),
            b"\x77": infrared(_WHOLE[_TAKEN]),
            b"\x78": infrared(_WHOLE[_GIVEN]),
            b"\x79": infrared(_WHOLE[_TAKEN], _WHOLE[_GIVEN]),
            b"\x6f": data(_DISC),
            b"\x70": technical(16, 8, _DISC, battery_at=7),
            b"\xf0\x3a": _technical(_TENTHS),
            b"\xf0\x3b": _technical(_WHOLE),
            b"\x12": nothing,
            b"\x13": nothing,
        }
    ),
    aliases=("fludia/fm432ir",),
)
