"""Tenants, sites, gateways, devices, series and the catalogue of quantities."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path

from api import schemas
from api.access import needs
from api.answers import Json
from api.openapi import answers
from api.parameters import DevEui, ListPage, Paging, Tenant, WhichDevices, WhichSeries
from api.view import CallerView, SeriesFilter
from telemetry.access import Permission
from telemetry.ports import DeviceFilter
from telemetry.quantity import CATALOGUE
from telemetry.times import from_ms

router = APIRouter(tags=["registry"], default_response_class=Json)


@router.get(
    "/v1/tenants",
    summary="List the authorities",
    responses=answers(schemas.TenantPage),
    openapi_extra=needs(Permission.READ),
)
def list_tenants(view: CallerView, page: ListPage) -> Json:
    """The member authorities of the syndicate, by slug."""
    return _page(view.tenants(), schemas.TenantPage, page)


@router.get(
    "/v1/sites", summary="List the sites", responses=answers(schemas.SitePage), openapi_extra=needs(Permission.READ)
)
def list_sites(view: CallerView, page: ListPage, tenant: Tenant = None) -> Json:
    """Places where equipment stands, by slug."""
    return _page(view.sites(tenant), schemas.SitePage, page)


@router.get(
    "/v1/gateways",
    summary="List the gateways",
    responses=answers(schemas.GatewayPage),
    openapi_extra=needs(Permission.READ),
)
def list_gateways(view: CallerView, page: ListPage, tenant: Tenant = None) -> Json:
    """LoRaWAN gateways and where they stand, by id."""
    return _page(view.gateways(tenant), schemas.GatewayPage, page)


@router.get(
    "/v1/devices",
    summary="List the devices",
    responses=answers(schemas.DevicePage),
    openapi_extra=needs(Permission.READ),
)
def list_devices(view: CallerView, page: ListPage, where: WhichDevices) -> Json:
    """Devices by dev_eui; `assigned=false` gives those that were heard and that nobody has claimed."""
    items = [schemas.device_of(device) for device in view.devices(where, page.offset, page.limit)]
    total = view.count_devices(where)
    return Json(schemas.DevicePage(items, total, page.offset, page.limit, page.next(total)))


@router.get(
    "/v1/devices/{dev_eui}",
    summary="Show a device",
    responses=answers(schemas.DeviceDetail, 404),
    openapi_extra=needs(Permission.READ),
)
def get_device(
    view: CallerView,
    dev_eui: Annotated[DevEui, Path(description="EUI-64; capitals and separators are accepted.")],
) -> Json:
    """A device with its series, the latest observation of each, and what was last heard of it by radio."""
    device = view.device(dev_eui)
    series = [one for _, one in view.series(SeriesFilter(DeviceFilter(), dev_eui))]
    latest = view.store.latest(series)
    activity = view.activity(device)
    detail = schemas.DeviceDetail(
        **msgspec.structs.asdict(schemas.device_of(device)),
        series=[schemas.series_of(device, one) for one in series],
        latest=[schemas.observation_of(device, one, *latest[one.id]) for one in series if one.id in latest],
        activity=activity and schemas.Activity(from_ms(activity.time_ms), *activity[1:]),
    )
    return Json(detail)


@router.get(
    "/v1/series",
    summary="List the series",
    responses=answers(schemas.SeriesPage, 404),
    openapi_extra=needs(Permission.READ),
)
def list_series(view: CallerView, page: ListPage, where: WhichSeries) -> Json:
    """What each device measures, on which channel: the id is what `/v1/readings` takes."""
    found = view.series(where)
    items = [schemas.series_of(device, one) for device, one in page.cut(found)]
    return Json(schemas.SeriesPage(items, len(found), page.offset, page.limit, page.next(len(found))))


@router.get(
    "/v1/quantities",
    summary="List the quantities",
    responses=answers(schemas.QuantityPage),
    openapi_extra=needs(Permission.READ),
)
def list_quantities(page: ListPage) -> Json:
    """The catalogue of what Samara measures: unit, kind and physical range of each quantity, by key."""
    found = [CATALOGUE[key] for key in sorted(CATALOGUE)]
    return _page(found, schemas.QuantityPage, page)


def _page(found: list[Any], model: type[msgspec.Struct], page: Paging) -> Json:
    total = len(found)
    body = {"items": page.cut(found), "total": total, "offset": page.offset, "limit": page.limit}
    return Json(msgspec.convert({**body, "next": page.next(total)}, model, from_attributes=True))
