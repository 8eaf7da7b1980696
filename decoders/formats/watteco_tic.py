"""The TIC of French meters (télé-information client) as Watteco's TIC'O sends it: a descriptor, then binary fields.

The descriptor names the fields, by a bit or by a number each; their order and types are the profile of the meter's
kind. Energies are indexes from the meter's beginning unless their channel says otherwise: `period` and `previous` are
the billing period and the one before, `partial` the current ten minutes. Fields state the moment of their uplink.

Source: Watteco support site, TIC clusters 0x0053 to 0x0057; Enedis-NOI-CPT_54E, ERDF-NOI-CPT_02E (the quantities).
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from decoders.formats.watteco_value import SIZES, Value, unpack
from decoders.formats.watteco_zcl import Attribute, Table
from telemetry.errors import DecodeError
from telemetry.quantity import (
    ACTIVE_ENERGY,
    ACTIVE_ENERGY_EXPORTED,
    ACTIVE_POWER,
    APPARENT_ENERGY,
    APPARENT_POWER,
    CURRENT,
    GAS_VOLUME,
    REACTIVE_ENERGY,
    REACTIVE_ENERGY_EXPORTED,
    REACTIVE_POWER,
    VOLTAGE,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading

_SKIPPED = {"c": 1, "m": 2, "k": 3, "s": 4, "d": 6, "D": 7}
"""Bytes of the parts that are no number: a character, hour and minute, day month and hour, a stamp or flags, a date, a
date and its season."""

_BY_BIT_SIZE = 8
"""Bytes of a descriptor whose first byte does not tell its size."""

_CALENDAR_SLOTS, _UNUSED_SLOT, _SLOT_SIZE = 11, 0xFF, 4


def _layouts(text: str) -> tuple[str, ...]:
    """The layouts of a profile's fields: each a string of parts, with how often it is repeated before it."""
    pairs = re.findall(r"(\d*)(\S+)", text)
    return tuple(layout for count, layout in pairs for _ in range(int(count or 1)))


class Profile(NamedTuple):
    """The fields of one kind of meter: a layout for each, and what the number in some of them states.

    The parts of a layout are numbers (letters as in `watteco_value`), what `_SKIPPED` lists, `z` a text up to a zero
    byte, `e` an enumerated text or one with its length, `x` bytes with their length, `w` a calendar, `-` nothing.
    """

    layouts: tuple[str, ...]
    values: Mapping[int, Value]

    def readings(self, _endpoint: int, data: bytes) -> list[Reading]:
        """The readings of the fields that the descriptor names."""
        size = data[0] & 0x1F or _BY_BIT_SIZE
        readings: list[Reading] = []
        at = size
        for field in _fields(data[:size]):
            if field >= len(self.layouts):
                raise DecodeError(f"unknown TIC field {field}")
            number = 0.0
            for part in self.layouts[field]:
                end = _end(data, at, part)
                if part in "BHhTIf":
                    number = unpack(part, data[at:end])
                at = end
            if field in self.values:
                readings += self.values[field].readings(number)
        if at > len(data):
            raise DecodeError(f"a TIC of {len(data)} bytes does not fit the format: its fields take {at}")
        return readings


def _fields(descriptor: bytes) -> Iterator[int]:
    """The numbers of the fields, in the order of their values."""
    if descriptor[0] & 0x20:
        yield from descriptor[1:]
    else:
        bits = int.from_bytes(descriptor[1:], "big")
        yield from (field for field in range(bits.bit_length()) if bits >> field & 1)


def _end(data: bytes, at: int, part: str) -> int:
    """Where a part of a field ends."""
    if part == "z":
        end = data.find(0, at)
        if end < 0:
            raise DecodeError("a text of the TIC has no end")
        return end + 1
    if part == "e":
        return at + 1 + (data[at] & 0x7F if data[at] & 0x80 else 0)
    if part == "x":
        return at + 1 + data[at]
    if part == "w":
        for _ in range(_CALENDAR_SLOTS):
            at += 1 if data[at] == _UNUSED_SLOT else _SLOT_SIZE
        return at
    return at + (0 if part == "-" else _SKIPPED.get(part) or SIZES[part.lower()])


def _values(first: int, quantity: Quantity, *channels: str, factor: float = 1) -> dict[int, Value]:
    """What successive fields state; an empty channel is a field without a quantity."""
    return {
        field: Value(quantity, channel=channel, factor=factor)
        for field, channel in enumerate(channels, first)
        if channel
    }


_KILO = 1000
_PHASES = ("1", "2", "3")

_STANDARD = Profile(
    _layouts("z B D 2e 20I 6H 2B 4T 8DT T 6DT 3DH s 6DB 3z 4B 2w"),
    {
        **_values(5, ACTIVE_ENERGY, MAIN_CHANNEL, *(f"supplier_{n}" for n in range(1, 11))),
        **_values(16, ACTIVE_ENERGY, *(f"distributor_{n}" for n in range(1, 5))),
        20: Value(ACTIVE_ENERGY_EXPORTED),
        **_values(21, REACTIVE_ENERGY, "q1", "q2", "q3", "q4"),
        **_values(25, CURRENT, *_PHASES),
        **_values(28, VOLTAGE, *_PHASES),
        **_values(33, APPARENT_POWER, MAIN_CHANNEL, *_PHASES, "max", "max_1", "max_2", "max_3"),
        **_values(41, APPARENT_POWER, "max_previous", "max_1_previous", "max_2_previous", "max_3_previous"),
        **_values(45, APPARENT_POWER, "exported", "max_exported", "max_exported_previous"),
        **_values(48, ACTIVE_POWER, "curve", "curve_previous", "curve_exported", "curve_exported_previous"),
        **_values(52, VOLTAGE, "mean_1", "mean_2", "mean_3"),
    },
)
"""Linky in its standard mode."""

_HISTORIC = Profile(
    _layouts("3H 2z B 11I B 2I 2z 9H 2I c z B"),
    {
        **_values(6, ACTIVE_ENERGY, MAIN_CHANNEL, "off_peak", "peak", "normal", "mobile_peak"),
        **_values(11, ACTIVE_ENERGY, "off_peak_blue", "peak_blue", "off_peak_white", "peak_white"),
        **_values(15, ACTIVE_ENERGY, "off_peak_red", "peak_red"),
        18: Value(GAS_VOLUME, 100),  # decalitres
        **_values(22, CURRENT, MAIN_CHANNEL, *_PHASES, "overrun", "max", "max_1", "max_2", "max_3"),
        31: Value(ACTIVE_POWER, channel="max"),
        32: Value(APPARENT_POWER),
    },
)
"""The blue electronic meter, and Linky in its historic mode."""

_YELLOW = Profile(
    _layouts("s 2z T B 6T k B 8T k B 12T m B"),
    _values(5, ACTIVE_ENERGY, "1", "2", "3", "4", "5", "6", factor=_KILO),
)
"""The yellow meter (36 to 250 kVA): an index for each of its six tariff periods."""

_INTERVAL_PRESENT = Profile(
    _layouts("z 2d 2T 2z - d H d H d H d H d H d H T 2B f 14H - 2H 2h f H"),
    {
        3: Value(ACTIVE_ENERGY, channel="partial"),
        4: Value(REACTIVE_ENERGY, channel="partial"),
        **{7 + 2 * n: Value(ACTIVE_POWER, channel=f"mean_{n}", factor=_KILO) for n in range(1, 7)},
        **_values(39, ACTIVE_POWER, MAIN_CHANNEL, "mean", factor=_KILO),
        **_values(41, REACTIVE_POWER, MAIN_CHANNEL, "mean", factor=_KILO),
        44: Value(VOLTAGE),
    },
)
"""The ICE meter (interval meter of large customers): its present values."""

_TARIFFS = ("", "pm", "hce", "hch", "hh", "hcd", "hd", "ja", "hpe", "hph", "hpd", "scm", "hm", "dsm")
"""The tariff periods of an ICE meter's contract; the first energy is that of the one in force."""


def _interval_period(name: str) -> Profile:
    """The ICE meter's energies of one billing period, by tariff period."""
    channels = tuple(f"{name}_{tariff}" if tariff else name for tariff in _TARIFFS)
    energies = {4: ACTIVE_ENERGY, 19: REACTIVE_ENERGY, 34: REACTIVE_ENERGY_EXPORTED}
    values = [_values(first, quantity, *channels, factor=_KILO) for first, quantity in energies.items()]
    return Profile(
        _layouts("2d H d 14T d 14T d 14T"), {field: value for part in values for field, value in part.items()}
    )


def _four_energies(first: int, channel: str) -> dict[int, Value]:
    """The PME-PMI meter's reactive energies: of both signs while drawing, then of both while injecting."""
    return {
        first: Value(REACTIVE_ENERGY, channel=channel, factor=_KILO),
        first + 1: Value(REACTIVE_ENERGY_EXPORTED, channel=channel, factor=_KILO),
        first + 2: Value(REACTIVE_ENERGY, channel=f"{channel}_exported", factor=_KILO),
        first + 3: Value(REACTIVE_ENERGY_EXPORTED, channel=f"{channel}_exported", factor=_KILO),
    }


_PROFESSIONAL = Profile(
    _layouts("e x e d 8T 4e 4se 2e d 2H s 2H s 2H s 2H s 2H s 2H s 6T 2s 6T Te e H 2Te 2f 4e 4se s T 2s 2T"),
    {
        4: Value(ACTIVE_ENERGY, channel="partial"),
        5: Value(REACTIVE_ENERGY, channel="partial"),
        6: Value(REACTIVE_ENERGY_EXPORTED, channel="partial"),
        7: Value(APPARENT_ENERGY, channel="partial"),
        8: Value(ACTIVE_ENERGY_EXPORTED, channel="partial"),
        9: Value(REACTIVE_ENERGY, channel="partial_exported"),
        10: Value(REACTIVE_ENERGY_EXPORTED, channel="partial_exported"),
        11: Value(APPARENT_ENERGY, channel="partial_exported"),
        **{20 + 3 * n: Value(ACTIVE_POWER, channel=f"mean_{n}", factor=_KILO) for n in range(1, 7)},
        **{21 + 3 * n: Value(ACTIVE_POWER, channel=f"mean_{n}_exported", factor=_KILO) for n in range(1, 7)},
        41: Value(ACTIVE_ENERGY, channel="period", factor=_KILO),
        42: Value(ACTIVE_ENERGY_EXPORTED, channel="period", factor=_KILO),
        **_four_energies(43, "period"),
        49: Value(ACTIVE_ENERGY, channel="previous", factor=_KILO),
        50: Value(ACTIVE_ENERGY_EXPORTED, channel="previous", factor=_KILO),
        **_four_energies(51, "previous"),
        57: Value(ACTIVE_POWER, factor=_KILO),
        71: Value(ACTIVE_ENERGY, channel="period_2", factor=_KILO),
        74: Value(ACTIVE_ENERGY, channel="previous_2", factor=_KILO),
    },
)
"""The PME-PMI meter; its second contract is that of the distributor."""


def _attribute(profile: Profile) -> Attribute:
    quantities = {value.quantity: None for value in profile.values.values()}
    return Attribute(profile.readings, tuple(quantities), fills_frame=True)


TIC: Table = {
    (0x0053, 0x00): _attribute(_INTERVAL_PRESENT),
    (0x0053, 0x01): _attribute(_interval_period("period")),
    (0x0053, 0x02): _attribute(_interval_period("previous")),
    (0x0054, 0x00): _attribute(_HISTORIC),
    (0x0055, 0x00): _attribute(_YELLOW),
    (0x0056, 0x00): _attribute(_STANDARD),
    (0x0057, 0x00): _attribute(_PROFESSIONAL),
}
"""The TIC attributes by cluster, the meter's number set aside."""
