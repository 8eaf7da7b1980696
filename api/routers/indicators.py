"""Indicators: which there are, and their values computed at the moment of the question."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api import schemas
from api.access import needs
from api.answers import Json
from api.openapi import answers
from api.parameters import Instant, ListPage, OfDevice, OfDomain, Site, Tenant, Word
from api.question import DEFAULT_RANGE, MAX_RANGE
from api.view import CallerView, SeriesFilter, View
from indicators.catalogue import INDICATORS, indicator
from indicators.computation import Devices, Outcome, Reader, compute
from indicators.indicator import Indicator
from indicators.windows import borders
from telemetry.access import Permission
from telemetry.errors import QueryError
from telemetry.ports import DeviceFilter
from telemetry.series import Span
from telemetry.times import from_ms

MAX_DEVICES = 1_000
MAX_VALUES = 100_000

router = APIRouter(tags=["indicators"], default_response_class=Json)


async def _which(
    tenant: Tenant = None, site: Site = None, domain: OfDomain = None, dev_eui: OfDevice = None
) -> SeriesFilter:
    return SeriesFilter(DeviceFilter(tenant, site, domain), dev_eui)


@router.get(
    "/v1/indicators",
    summary="List the indicators",
    responses=answers(schemas.IndicatorPage),
    openapi_extra=needs(Permission.READ),
)
def list_indicators(page: ListPage) -> Json:
    """What is computed from readings: from which, how often, for devices or for sites, and what it means."""
    found = [_described(one) for one in INDICATORS.values()]
    return Json(schemas.IndicatorPage(page.cut(found), len(found), page.offset, page.limit, page.next(len(found))))


@router.get(
    "/v1/indicators/{key}",
    summary="Compute an indicator",
    responses=answers(schemas.IndicatorValues, 400, 404),
    openapi_extra=needs(Permission.READ),
)
def get_indicator(
    view: CallerView,
    key: Annotated[Word, Path(description="As `/v1/indicators` names it.", examples=["water_day_volume"])],
    where: Annotated[SeriesFilter, Depends(_which)],
    start: Annotated[
        Instant | None, Query(alias="from", description="First instant; one day before `to` unless given.")
    ] = None,
    end: Annotated[Instant | None, Query(alias="to", description="Instant after the last; now unless given.")] = None,
) -> Json:
    """The values of an indicator from `from` to `to`, for matching devices or their sites, by today's readings.

    What was computed on schedule is in `/v1/readings`; this computes again, of one's own devices, and keeps
    nothing. Windows are whole: one that has not ended, or whose readings do not suffice, is absent. A site has
    the indicators that the devices of the question give it: name the site, not a device of it.
    """
    wanted, now = indicator(key), view.now()
    until = min(end or now, now)
    since = start or until - DEFAULT_RANGE
    if since >= until:
        raise QueryError(f"from ({since.isoformat()}) is not before to ({until.isoformat()}), or lies ahead")
    if until - since > MAX_RANGE:
        raise QueryError(f"range of {(until - since).days} days; ask for at most {MAX_RANGE.days} at a time")
    span = Span.between(since, until)
    whom = _whom(view, where, wanted, span)
    values = [_values(wanted, outcome) for outcome in compute(wanted, Reader(view.store), whom, span)]
    return Json(schemas.IndicatorValues(_described(wanted), from_ms(span.start_ms), from_ms(span.end_ms), values))


def _whom(view: View, where: SeriesFilter, wanted: Indicator, span: Span) -> Devices:
    """The devices that are meant, with their series, or `QueryError` for too many of them."""
    devices = view.devices(where.devices) if where.dev_eui is None else [view.device(where.dev_eui)]
    # An indicator is made of readings and radio that may not be open, even where the device is known to all.
    devices = [device for device in devices if where.wants(device) and view.owns(device)]
    owned = {device.dev_eui for device in devices}
    windows = max(1, len(borders(span, wanted.step)))
    if len(devices) > MAX_DEVICES or len(devices) * windows > MAX_VALUES:
        raise QueryError(f"{len(devices)} devices × {windows} windows are too many; name a site, or a shorter range")
    return Devices(devices, [one for device, one in view.series(where) if device.dev_eui in owned])


def _values(wanted: Indicator, outcome: Outcome) -> schemas.IndicatorSeries:
    readings = [
        schemas.Reading(from_ms(time_ms), value, not wanted.quantity.is_plausible(value))
        for time_ms, value in outcome.samples
    ]
    dev_eui = outcome.device.dev_eui if outcome.device else None
    return schemas.IndicatorSeries(dev_eui, outcome.site, outcome.channel, readings)


def _described(one: Indicator) -> schemas.Indicator:
    quantity = one.quantity
    return schemas.Indicator(
        one.key,
        quantity.key,
        quantity.unit,
        quantity.french,
        quantity.english,
        one.step,
        one.level,
        sorted(one.domains),
        list(one.inputs),
        one.meaning,
        [schemas.IndicatorLimit(limit.text, limit.period, limit.value, limit.allowed) for limit in one.limits],
    )
