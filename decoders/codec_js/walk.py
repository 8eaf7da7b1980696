"""Walks the object that a codec returned: which value stands where, on which channel, at what time."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from decoders.codec_js.rules import Meaning, simplify
from telemetry.errors import ParseError
from telemetry.quantity import Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.times import LORAWAN_EPOCH, from_ms, parse_instant, to_ms

MAX_DEPTH = 32
"""Objects inside objects that are looked into: a codec that needs more describes no measurement."""

_YEAR_2100_MS = 4_102_444_800_000

# Keys that say something of the values beside them.
_ROLES = {
    "time": "timestamp time date datetime recordtime logtimestamp eventtime measurementtime",
    "value": "value measurementvalue",
    "name": "variable name type quantity",
    "unit": "unit units",
    "channel": "channel channelid",
    "label": "displayname",
}
_ROLE_OF = {name: role for role, names in _ROLES.items() for name in names.split()}
_UNIT_OF = "unit of "


class Place(NamedTuple):
    """Where a value stands: its path, the names of the object that holds it and of the one around that.

    `number` counts the elements of a list: the channel of those that would otherwise say the same thing.
    """

    path: str = ""
    name: str = ""
    container: str = ""
    channel: str = MAIN_CHANNEL
    time: datetime | None = None
    depth: int = 0
    number: int = 0


class Walk:
    """One walk over one output. `meaning` tells what a value at (path, container, name) means."""

    def __init__(self, meaning: Callable[[str, str, str], Meaning]) -> None:
        self._meaning = meaning
        self._said: dict[tuple[Quantity, str, datetime | None], float] = {}
        self._formal: set[tuple[float, str]] = set()
        self.unmapped: set[str] = set()

    @property
    def readings(self) -> list[Reading]:
        """What was found so far, one reading for each quantity, channel and time: the first.

        A value that is also among the timestamped samples is their last one said again, not one of now.
        """
        sampled = {(quantity, channel, value) for (quantity, channel, time), value in self._said.items() if time}
        return [
            Reading(quantity, value, channel, time)
            for (quantity, channel, time), value in self._said.items()
            if time or (quantity, channel, value) not in sampled
        ]

    def follow(self, formal: "Walk") -> None:
        """Go on from what the normalised form said: a value of the same unit beside it is the same fact."""
        self._said.update(formal._said)  # noqa: SLF001 - another walk
        self._formal = {(value, quantity.unit) for (quantity, _, _), value in formal._said.items()}  # noqa: SLF001

    def visit(self, value: object, place: Place) -> None:
        """Take in a value and all that it holds."""
        if place.depth > MAX_DEPTH:
            self.unmapped.add(place.path)
        elif isinstance(value, dict):
            self._object(value, place)
        elif isinstance(value, list):
            self._list(value, place)
        elif value is not None:
            self.unmapped.add(place.path)

    def _object(self, node: dict[str, object], place: Place) -> None:
        roles = {role: key for key in reversed(node) if (role := _role(key))}
        used: set[str] = set()
        if roles:
            place, used = self._read_roles(node, roles, place)
        prefix = f"{place.path}." if place.path else ""
        for key, value in node.items():
            if value is None or key in used:
                continue
            path = prefix + key
            if isinstance(value, dict | list):
                self.visit(
                    value, Place(path, key, place.name, place.channel, place.time, place.depth + 1, place.number)
                )
                continue
            unit = _beside(node, roles, _UNIT_OF + simplify(key)) if roles else None
            self._leaf(value, unit, path, self._meaning(path, place.name, key), place)

    def _read_roles(self, node: dict[str, object], roles: dict[str, str], place: Place) -> tuple[Place, set[str]]:
        """The object's own time and channel, and its value if it is of the kind `{name, value, unit}`.

        Returns where its members stand, and which of them are used up.
        """
        used = {key for role, key in roles.items() if role == "label" or role.startswith(_UNIT_OF)}
        if "time" in roles and (own := _instant(node[roles["time"]])):
            used.add(roles["time"])
            place = place._replace(time=own)
        if place.number and isinstance(label := _beside(node, roles, "channel"), int | str):
            used.add(roles["channel"])
            place = place._replace(channel=f"{label!s:.40}")
        if "value" in roles and not isinstance(node[roles["value"]], dict | list):
            self._named_value(node, roles, place)
            used |= {roles[role] for role in ("value", "unit", "name") if role in roles}
        return place, used

    def _named_value(self, node: dict[str, object], roles: dict[str, str], place: Place) -> None:
        """`temperature: {value, unit}` or `{variable: "temperature", value, unit}`; the path ends in that name."""
        path = place.path
        meaning = self._meaning(path, place.container, place.name)
        name = _beside(node, roles, "name")
        if not meaning.rules and isinstance(name, str):
            path = f"{path}.{name}".lstrip(".")
            meaning = self._meaning(path, place.name, name)
        self._leaf(node[roles["value"]], _beside(node, roles, "unit"), path, meaning, place)

    def _list(self, items: list[object], place: Place) -> None:
        path = f"{place.path}[]"
        for number, item in enumerate(items, 1):
            inner = place._replace(path=path, depth=place.depth + 1, number=number)
            if isinstance(item, dict):
                self._object(item, inner)
            elif isinstance(item, list) and len(item) == 2 and isinstance(item[0], str) and (own := _instant(item[0])):
                meaning = self._meaning(path, place.container, place.name)
                self._leaf(item[1], None, path, meaning, inner._replace(time=own))
            elif isinstance(item, list):
                self.visit(item, inner)
            else:
                # A bare list may be in time, in space or of bits: only a rule can tell.
                meaning = self._meaning(path, "[]", "[]")
                self._leaf(item, None, path, meaning, inner._replace(channel=str(number)))

    def _leaf(self, raw: object, unit: object, path: str, meaning: Meaning, place: Place) -> None:
        """Say what a value means; `unit` is what stands beside it, if it is a text."""
        if raw is None:
            return
        stated = unit if isinstance(unit, str) else meaning.unit
        for rule in meaning.rules:
            if rule.quantity is None:
                return
            value = rule.value(raw, stated)
            if value is not None:
                channel = _channel(place.channel, rule.channel, meaning.channel)
                self._say(path, rule.quantity, value, channel, place)
                return
        self.unmapped.add(path)

    def _say(self, path: str, quantity: Quantity, value: float, channel: str, place: Place) -> None:
        key = quantity, channel, place.time
        if place.number and key in self._said and channel == MAIN_CHANNEL:
            key = quantity, str(place.number), place.time
        if key not in self._said and (value, quantity.unit) not in self._formal:
            self._said[key] = value
        elif self._said.get(key) != value:
            self.unmapped.add(path)


def _beside(node: dict[str, object], roles: dict[str, str], role: str) -> object:
    """The value of the key that has this role, None when none has."""
    return node[roles[role]] if role in roles else None


def _channel(around: str, ruled: str, named: str) -> str:
    """A rule's channel replaces the one around the value; a number at the end of its name refines it."""
    if ruled:
        return named or ruled
    if not named:
        return around
    return named if around == MAIN_CHANNEL else f"{around}.{named}"


@lru_cache(maxsize=4096)
def _role(key: str) -> str:
    """What a key says of its neighbours, "" when it is a value of its own."""
    name = simplify(key)
    if name not in _ROLE_OF and name.endswith("unit"):
        return _UNIT_OF + name.removesuffix("unit")
    return _ROLE_OF.get(name, "")


def _instant(value: object) -> datetime | None:
    """A time of measurement: RFC 3339 with offset, seconds or milliseconds since 1970; None for anything else."""
    if isinstance(value, str):
        try:
            instant = parse_instant(value)
        except ParseError:
            return None
        return instant if instant >= LORAWAN_EPOCH and to_ms(instant) < _YEAR_2100_MS else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    milliseconds = value if value > _YEAR_2100_MS / 1000 else value * 1000
    if to_ms(LORAWAN_EPOCH) <= milliseconds < _YEAR_2100_MS:
        return from_ms(int(milliseconds))
    return None
