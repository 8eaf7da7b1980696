"""Watteco Modbus, which asks Modbus slaves and passes on their answers."""

from decoders.contract import Decoder
from decoders.formats.watteco_zcl import POWER, Attribute, decoder, emits
from telemetry.errors import DecodeError
from telemetry.quantity import ANALOG_INPUT
from telemetry.reading import Reading

_READ_REGISTERS = {3, 4}
_HEADER, _REGISTER = 3, 2


def _registers(endpoint: int, data: bytes) -> tuple[list[Reading], int]:
    """One slave's answer (its address, the function, how many bytes, registers) and its size.

    Registers are raw, unsigned, 16 bits wide: only who set the device up knows what they mean.
    """
    size = _HEADER + data[2] if data[1] in _READ_REGISTERS else _HEADER
    if size > len(data):
        raise DecodeError(f"the answer of endpoint {endpoint} lacks {size - len(data)} bytes")
    words = range(_HEADER, size - 1, _REGISTER)
    return [
        Reading(ANALOG_INPUT, float(int.from_bytes(data[at : at + _REGISTER], "big")), f"ep{endpoint}_{number}")
        for number, at in enumerate(words, 1)
    ], size


def _one(endpoint: int, data: bytes) -> list[Reading]:
    return _registers(endpoint, data)[0]


def _several(_endpoint: int, data: bytes) -> list[Reading]:
    """The answers of up to ten endpoints, which a bitmap behind the number of the series announces."""
    present = int.from_bytes(data[1:3], "big")
    readings: list[Reading] = []
    at = 3
    for endpoint in range(10):
        if present >> endpoint & 1:
            found, size = _registers(endpoint, data[at:])
            readings += found
            at += size
    return readings


_TABLE = {
    **POWER,
    (0x8007, 0x0001): Attribute(_one, (ANALOG_INPUT,), fills_frame=True),
    (0x8009, 0x0000): Attribute(_several, (ANALOG_INPUT,), fills_frame=True),
}

DECODER = Decoder(
    vendor="Watteco",
    models=("Modbus",),
    spec="Watteco support site, Application layer description; Modbus sensor",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    f_ports=frozenset({125}),
    aliases=(
        "nke-watteco/modbus-sensor",
        "watteco/modbus_v1.0",
        "watteco/modbus_v1.1",
    ),
)
