"""Meters of Kamstrup, Elvaco and Diehl, which say M-Bus records (EN 13757-3): data block, value block, value."""

from datetime import UTC, datetime
from struct import Struct

from simulators.encoders import Frame

# Each row: kind and width of the value, its unit.
_FLOW_IQ = Struct("<B 2s4s 2sI 3sH 3sH 2sH 2sH 2sb 2sb")
_CMI4140 = Struct("<B 2sI 2sI 2sH 2sH 2sh 2sh 2s4s 3sH")
_IZAR = Struct("<B 2sI 2s2s 2sI")


def _date_time(t: float) -> bytes:
    """Type F: minute, hour (bit 5: of this century), day, month, and seven bits of the year between them."""
    when = datetime.fromtimestamp(t, UTC)
    return bytes((when.minute, 0x20 | when.hour)) + _date(t)


def _date(t: float) -> bytes:
    """Type G: the day, the month, and seven bits of the year above them."""
    when = datetime.fromtimestamp(t, UTC)
    year = when.year % 100
    return bytes(((year & 0b111) << 5 | when.day, year >> 3 << 4 | when.month))


def flow_iq(
    midnight: float,
    volume: float,
    leak_noise: float,
    lowest_flow: float,
    highest_flow: float,
    coldest: float,
    warmest: float,
) -> Frame:
    """Kamstrup flowIQ 2200, its log of midnight (storage 1): m³ in litres, no info code, flows in l/h, whole °C."""
    head = (0x78, b"\x44\x6d", _date_time(midnight), b"\x44\x13", int(volume * 1000), b"\x52\xff\x25", 0)
    flows = (b"\x62\x3b", round(lowest_flow * 1000), b"\x52\x3b", round(highest_flow * 1000))
    temperatures = (b"\x61\x5b", round(coldest), b"\x51\x5b", round(warmest))
    return 1, _FLOW_IQ.pack(*head, b"\x42\xff\x1c", round(leak_noise), *flows, *temperatures)


def cmi4140(
    serial: int, energy: float, volume: float, power: float, flow: float, supply: float, return_: float
) -> Frame:
    """Elvaco CMi4140 in a heat meter, standard message (0x15): Wh in kWh, m³ in hundredths, W in hundreds, l/h, °C."""
    index = (b"\x04\x06", int(energy / 1000), b"\x04\x14", int(volume * 100))
    now = (b"\x02\x2d", round(power / 100), b"\x02\x3b", round(flow * 1000))
    water = (b"\x02\x5a", round(supply * 10), b"\x02\x5e", round(return_ * 10))
    # The meter's number in binary-coded decimals, the lowest two first.
    number = bytes.fromhex(f"{serial % 10**8:08d}")[::-1]
    return 2, _CMI4140.pack(0x15, *index, *now, *water, b"\x0c\x78", number, b"\x02\xfd\x17", 0)


def izar(index: float, due: float, index_due: float) -> Frame:
    """Diehl IZAR, without encryption: the index, and that of the due date (storage 1); m³ in litres."""
    then = b"\x42\x6c", _date(due), b"\x44\x13", int(index_due * 1000)
    return 1, _IZAR.pack(0x78, b"\x04\x13", int(index * 1000), *then)
