"""What may be asked: query parameters with their limits, refused with the name of the mistake."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Annotated, NamedTuple, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema

from api.view import SeriesFilter
from telemetry.device import Domain
from telemetry.errors import TelemetryError
from telemetry.eui import parse_eui
from telemetry.ports import DeviceFilter
from telemetry.quantity import CATALOGUE, quantity
from telemetry.series import CIVIL_DAY_MS
from telemetry.times import parse_instant, to_ms

Read = TypeVar("Read")

MAX_ID = 2**63 - 1
"""Ids and seqs are 64-bit integers in every store."""


def _reader(read: Callable[[str], Read]) -> Callable[[str], Read]:
    def validate(text: str) -> Read:
        try:
            return read(text)
        except TelemetryError as error:
            raise ValueError(str(error)) from error

    return validate


def _read_instant(text: str) -> datetime:
    # An unescaped + arrives as a space: the commonest mistake with offsets deserves its own words.
    if re.search(r" \d\d:\d\d$", text) and "T" in text:
        raise ValueError(f"{text!r:.60} has a space for its offset; write + as %2B, or use Z")
    if not re.match(r"(19[7-9]|2[01]\d)\d-", text):
        raise ValueError(f"not an instant of 1970 to 2199: {text!r:.60}; write 2026-11-21T08:00:00Z or 2026-11-21")
    return _reader(parse_instant)(text)


_WINDOW = re.compile(r"([1-9]\d{0,4})([smhd])")
_UNIT_MS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def _read_window(text: str) -> int:
    if text == "day":
        return CIVIL_DAY_MS
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise ValueError(f"not a window: {text!r:.60}; give 10m, 1h, 1d (24 hours of UTC) or day (civil day in Paris)")
    return int(match[1]) * _UNIT_MS[match[2]]


class Place(NamedTuple):
    """Where a row stands in an export."""

    series_id: int
    time_ms: int


START = Place(0, 0)
"""Before every row."""


def _place(text: str) -> str:
    series, comma, time = text.partition(",")
    if not (comma and re.fullmatch(r"[0-9]{1,18}", series, re.ASCII)):
        raise ValueError(f"not a place: {text!r:.60}; write series,time of the last row: 12,2026-11-21T08:00:03.250Z")
    _read_instant(time)
    return text


def _known_quantity(key: str) -> str:
    if key not in CATALOGUE:
        raise ValueError(f"no quantity {key!r:.60}{_suggestion(key, CATALOGUE)}; /v1/quantities lists them")
    return key


def _suggestion(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word[:60], known, 1)
    return f", did you mean {close[0]}?" if close else ""


# The calendar from 1970 to 2199 as regular expressions, for the schemas: what matches is an instant, and is accepted.
_MONTH_DAY = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
_LEAP_YEAR = "(19(7[26]|8[048]|9[26])|20([02468][048]|[13579][26])|21(0[48]|[2468][048]|[13579][26]))"
_DATE = f"((19[7-9]|2[01][0-9])[0-9]-{_MONTH_DAY}|{_LEAP_YEAR}-02-29)"
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?"
_OFFSET = "(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])"

DevEui = Annotated[
    str,
    AfterValidator(_reader(parse_eui)),
    WithJsonSchema({"type": "string", "pattern": "^[0-9A-Fa-f]{16}$", "examples": ["24e124136b502217"]}),
]
Instant = Annotated[
    datetime,
    BeforeValidator(_read_instant),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^{_DATE}(T{_TIME}{_OFFSET})?$",
            "examples": ["2026-11-21T08:00:00Z", "2026-11-21"],
        }
    ),
]
Window = Annotated[
    int,
    BeforeValidator(_read_window),
    WithJsonSchema({"type": "string", "pattern": "^([1-9][0-9]{0,4}[smhd]|day)$", "examples": ["10m", "1h", "day"]}),
]
LastRow = Annotated[
    str,
    AfterValidator(_place),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^[1-9][0-9]{{0,17}},{_DATE}T{_TIME}Z$",
            "examples": ["12,2026-11-21T08:00:03.250Z"],
        }
    ),
]
QuantityKey = Annotated[
    str, AfterValidator(_known_quantity), WithJsonSchema({"type": "string", "enum": sorted(CATALOGUE)})
]
# Control characters would upset logs, and PostgreSQL refuses NUL.
Word = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]

Tenant = Annotated[Word | None, Query(description="Only of this authority (slug).", examples=["amiens-metropole"])]
Site = Annotated[Word | None, Query(description="Only on this site (slug).", examples=["ecole-jules-verne"])]
OfDomain = Annotated[Domain | None, Query(alias="domain", description="Only of this trade.")]
OfDevice = Annotated[DevEui | None, Query(alias="dev_eui", description="Only of this device.")]
OfQuantity = Annotated[QuantityKey | None, Query(alias="quantity", description="Only of this quantity.")]


async def _series_filter(
    tenant: Tenant = None,
    site: Site = None,
    domain: OfDomain = None,
    dev_eui: OfDevice = None,
    key: OfQuantity = None,
) -> SeriesFilter:
    return SeriesFilter(DeviceFilter(tenant, site, domain), dev_eui, quantity(key) if key else None)


async def _device_filter(
    tenant: Tenant = None,
    site: Site = None,
    domain: OfDomain = None,
    assigned: Annotated[bool | None, Query(description="Claimed by an authority, or not yet.")] = None,
    text: Annotated[Word | None, Query(description="Part of the name or of the dev_eui.", examples=["salle"])] = None,
) -> DeviceFilter:
    return DeviceFilter(tenant, site, domain, assigned, text or "")


async def _last_row(
    after: Annotated[LastRow | None, Query(description="`series,time` of the last row that you have.")] = None,
) -> Place:
    series, _, time = (after or "").partition(",")
    return Place(int(series), to_ms(_read_instant(time))) if after else START


WhichSeries = Annotated[SeriesFilter, Depends(_series_filter)]
WhichDevices = Annotated[DeviceFilter, Depends(_device_filter)]
After = Annotated[Place, Depends(_last_row)]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list, and where the next one is."""

    request: Request
    offset: int
    limit: int

    def cut(self, items: list[Read]) -> list[Read]:
        """The items of this page, from a list that is held whole."""
        return items[self.offset : self.offset + self.limit]

    def next(self, total: int) -> str | None:
        """The path of the next page, None on the last."""
        following = self.offset + self.limit
        return path_with(self.request, offset=following) if following < total else None


def path_with(request: Request, **changed: object) -> str:
    """The path and query of a request with some parameters changed; relative, so that any proxy may stand between."""
    return f"{request.scope['path']}?{urlencode({**request.query_params, **changed})}"


def paging(default: int, most: int) -> Callable[..., Awaitable[Paging]]:
    """A dependency that reads `offset` and `limit`, the latter at most `most`."""

    async def read(
        request: Request,
        offset: Annotated[int, Query(ge=0, le=10_000_000, description="How many to skip.")] = 0,
        limit: Annotated[int, Query(ge=1, le=most, description="How many at most.")] = default,
    ) -> Paging:
        return Paging(request, offset, limit)

    return read


ListPage = Annotated[Paging, Depends(paging(100, 1000))]


async def refuse_unknown(request: Request) -> None:
    """Refuse a parameter that the OpenAPI document does not name, or that is given twice.

    A misspelt filter that is ignored would answer with everybody's data.
    """
    known: frozenset[str] = request.app.query_names[request.scope["route"].path]
    given = Counter(name for name, _ in request.query_params.multi_items())
    errors = [{"loc": ("query", name[:60]), "msg": _unknown(name, known)} for name in given if name not in known]
    errors += [
        {"loc": ("query", name), "msg": "given more than once; give one value"}
        for name, times in given.items()
        if name in known and times > 1
    ]
    if errors:
        raise RequestValidationError(errors)


def _unknown(name: str, known: frozenset[str]) -> str:
    return f"no such parameter{_suggestion(name, known)}; this path takes {', '.join(sorted(known)) or 'none'}"
