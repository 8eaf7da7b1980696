"""Adeunis Modbus, a master that sends the registers of its slaves.

No frame says how wide the registers are, nor what they mean: they are given as they are, numbered from 1, as 32-bit
signed integers (as in the maker's published example) unless the tag `modbus_types` of the device at the network
server lists others, in order: int16, uint16, int32, uint32 or float32.
"""

import math
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.adeunis import SETTINGS
from telemetry.errors import DecodeError
from telemetry.quantity import ANALOG_INPUT, DEVICE_FAULT, LOW_BATTERY, THRESHOLD_ALARM
from telemetry.reading import Reading
from telemetry.uplink import Uplink

TYPES_TAG = "modbus_types"

_CODES = {"int16": "h", "uint16": "H", "int32": "i", "uint32": "I", "float32": "f"}
_INT32 = "i"

_DATA = (0x44, 0x5F, 0x60, 0x61, 0x62, 0x63)
"""The six periodic frames; each has its own list of registers, so its own channels."""
_ALARM = 0x45
_SILENT = {*SETTINGS, 0x30, 0x31, 0x5E}

_LOW_BATTERY, _HARDWARE_FAULT, _READ_ERROR = 0x02, 0x04, 0x10
_ALARM_HEADER = Struct(">BBH")


def _layout(uplink: Uplink, size: int) -> Struct:
    """The registers' layout, which must fill the body."""
    names = uplink.network.tags.get(TYPES_TAG, "").replace(",", " ").split()
    if unknown := [name for name in names if name not in _CODES]:
        raise DecodeError(f"tag {TYPES_TAG} has {unknown[0]!r:.40}; write {', '.join(_CODES)}")
    codes = "".join(_CODES[name] for name in names) or _INT32 * (size // 4)
    layout = Struct(">" + codes)
    if layout.size != size:
        raise DecodeError(f"{size} bytes of registers are not {layout.size}; set the tag {TYPES_TAG} of the device")
    return layout


def _registers(uplink: Uplink, code: int, body: bytes) -> list[Reading]:
    frame = _DATA.index(code)
    prefix = f"frame{frame + 1}_" if frame else ""
    values = _layout(uplink, len(body)).unpack(body)
    # A float that is no number is a slave's way to say that it has none.
    return [Reading(ANALOG_INPUT, float(v), f"{prefix}{n}") for n, v in enumerate(values, 1) if math.isfinite(v)]


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame of registers or an alarm of one register."""
    code, status, body = uplink.payload[0], uplink.payload[1], uplink.payload[2:]
    readings = [
        Reading(LOW_BATTERY, float(status & _LOW_BATTERY != 0)),
        Reading(DEVICE_FAULT, float(status & _HARDWARE_FAULT != 0)),
    ]
    if code in _DATA:
        fault = Reading(DEVICE_FAULT, float(status & _READ_ERROR != 0), "modbus")
        return [*readings, fault, *_registers(uplink, code, body)]
    if code == _ALARM:
        alarm, slave, register = _ALARM_HEADER.unpack_from(body)
        return [*readings, Reading(THRESHOLD_ALARM, float(alarm in {1, 2}), f"slave{slave}_register{register}")]
    if code not in _SILENT:
        raise DecodeError(f"unknown frame code {code:#04x}")
    return readings


DECODER = Decoder(
    vendor="Adeunis",
    models=("Modbus",),
    spec="published example of the LoRaWAN device repository; codes of frames: the Elixir library trarbr/adeunis",
    emits=frozenset({ANALOG_INPUT, DEVICE_FAULT, LOW_BATTERY, THRESHOLD_ALARM}),
    decode=decode,
    aliases=("adeunis/modbus",),
)
