"""The shapes of every answer: encoded as they stand, and described as they stand in the OpenAPI document."""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct, field

from indicators.indicator import Level
from indicators.windows import Step
from telemetry import device as kernel
from telemetry.access import Kind as CallerKind
from telemetry.device import Domain
from telemetry.quantity import Kind
from telemetry.series import Aggregate
from telemetry.series import Series as KernelSeries
from telemetry.times import from_ms

Eui = Annotated[str, Meta(description="EUI-64: sixteen lower-case hexadecimal digits.")]
Slug = Annotated[str, Meta(description="Short name, stable, used in queries.")]
TenantSlug = Annotated[str, Meta(description="The authority that owns it; `unassigned` when nobody has claimed it.")]
SiteSlug = Annotated[str, Meta(description="The place where it stands; `unassigned` when nobody has said.")]
Instant = Annotated[datetime, Meta(tz=True, description="UTC, to the millisecond, as RFC 3339 writes it.")]
Latitude = Annotated[float | None, Meta(description="WGS 84, degrees north.")]
Longitude = Annotated[float | None, Meta(description="WGS 84, degrees east.")]
QuantityKey = Annotated[str, Meta(description="Key of the catalogue; see `/v1/quantities`.")]
Unit = Annotated[str, Meta(description="UCUM code (unitsofmeasure.org).")]
Channel = Annotated[str, Meta(description="Which probe, input or phase of the device; `main` when it has one.")]
SeriesId = Annotated[int, Meta(description="Stable integer; series and time name one observation.")]
Value = Annotated[float, Meta(description="In the quantity's unit; a state is 1 or 0.")]
Suspect = Annotated[bool, Meta(description="Outside the quantity's physical range: kept, not to be trusted.")]

Item = TypeVar("Item")

# Rows come by the thousand and hold no containers: `gc=False` spares the garbage collector its walks over them.


class Tenant(Struct):
    """A member authority of the syndicate."""

    slug: Slug
    name: str
    kind: Annotated[str, Meta(description="Its legal kind, in French.")]


class Site(Struct):
    """A place: school, car park, NRO, datacenter room."""

    slug: Slug
    tenant: TenantSlug
    name: str
    kind: str
    commune: str
    latitude: Latitude
    longitude: Longitude


class Gateway(Struct):
    """A LoRaWAN gateway."""

    gateway_id: Eui
    tenant: TenantSlug
    name: str
    site: str | None
    latitude: Latitude
    longitude: Longitude
    altitude: Annotated[float | None, Meta(description="Metres.")]


class Device(Struct):
    """A sensor or a piece of equipment."""

    dev_eui: Eui
    tenant: TenantSlug
    site: SiteSlug
    name: str
    domain: Domain
    decoder: Annotated[str, Meta(description="Decoder id or alias; empty: the network server's tag or profile.")]
    profile: Annotated[str, Meta(description="Device profile at the network server.")]
    latitude: Latitude
    longitude: Longitude
    tags: dict[str, str]
    assigned: Annotated[bool, Meta(description="Whether an authority has claimed it.")]


class Series(Struct):
    """One quantity on one channel of one device."""

    id: SeriesId
    dev_eui: Eui
    tenant: TenantSlug
    site: SiteSlug
    domain: Domain
    quantity: QuantityKey
    channel: Channel
    unit: Unit
    kind: Annotated[Kind, Meta(description="How values combine over time.")]


class Observation(Struct, gc=False):
    """One value of one series at one time, with all that is needed to understand it alone."""

    series: SeriesId
    dev_eui: Eui
    tenant: TenantSlug
    site: SiteSlug
    domain: Domain
    quantity: QuantityKey
    channel: Channel
    unit: Unit
    time: Instant
    value: Value
    suspect: Suspect


class Activity(Struct):
    """The last that was heard of a device by radio: the best reception of its last uplink."""

    time: Instant
    rssi: Annotated[int | None, Meta(description="dBm.")]
    snr: Annotated[float | None, Meta(description="dB.")]
    spreading_factor: int | None
    f_cnt: Annotated[int | None, Meta(description="Frame counter.")]
    gateway: Annotated[str, Meta(description="Gateway of the best reception.")]
    gateways: Annotated[int, Meta(description="How many gateways heard it.")]


class DeviceDetail(Device):
    """A device with its series, their latest observations, and its radio activity."""

    series: list[Series]
    latest: list[Observation]
    activity: Annotated[Activity | None, Meta(description="null: never heard by radio.")]


class Quantity(Struct):
    """An entry of the catalogue of what is measured."""

    key: QuantityKey
    unit: Unit
    kind: Kind
    low: Annotated[float, Meta(description="Least physical value; below it a value is suspect.")]
    high: Annotated[float, Meta(description="Greatest physical value; above it a value is suspect.")]
    french: str
    english: str
    definition: Annotated[str, Meta(description="URI of the QUDT quantity kind.")]


class Page(Struct, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    total: Annotated[int, Meta(description="How many there are on all pages.")]
    offset: int
    limit: int
    next: Annotated[str | None, Meta(description="Path of the next page; null on the last one.")]


class TenantPage(Page[Tenant]):
    """A page of tenants, by slug."""


class SitePage(Page[Site]):
    """A page of sites, by slug."""


class GatewayPage(Page[Gateway]):
    """A page of gateways, by id."""


class DevicePage(Page[Device]):
    """A page of devices, by dev_eui."""


class SeriesPage(Page[Series]):
    """A page of series, by id."""


class QuantityPage(Page[Quantity]):
    """A page of the catalogue, by key."""


class LatestPage(Page[Observation]):
    """The latest observations of a page of series; `total` counts series, and one without data has no item."""


class Reading(Struct, gc=False):
    """A stored value, or the aggregate of the window that begins at `time`."""

    time: Instant
    value: Value
    suspect: Suspect


class ReadingsHead(Struct):
    """What was asked, as it was understood."""

    series: Series
    start: Instant = field(name="from")
    end: Instant = field(name="to")
    aggregate: Aggregate | None
    window: str | None


class Readings(ReadingsHead):
    """The readings of one series, in time order."""

    readings: list[Reading]
    next: Annotated[str | None, Meta(description="Path of what follows, when `limit` cut the range; else null.")]


class IndicatorLimit(Struct):
    """A limit of the law that an indicator may be held against."""

    text: Annotated[str, Meta(description="The directive of the European Union.")]
    period: Annotated[str, Meta(description="What the limit is for: `hour`, `day` or `year`.")]
    value: Annotated[float, Meta(description="In the unit of the indicator's input.")]
    allowed: Annotated[int, Meta(description="How many hours or days of a year may be above it.")]


class Indicator(Struct):
    """A quantity that is computed from readings, and kept as readings of its own."""

    key: Annotated[str, Meta(description="Names it in `/v1/indicators/{key}`.")]
    quantity: QuantityKey
    unit: Unit
    french: str
    english: str
    step: Annotated[Step, Meta(description="The windows that it is given for; a day is civil, in Paris.")]
    level: Annotated[Level, Meta(description="Whether it describes a device or a whole site.")]
    domains: Annotated[list[Domain], Meta(description="Trades that it is computed for; empty: all.")]
    inputs: Annotated[list[str], Meta(description="Quantities, or facts of the radio, that it is computed from.")]
    meaning: Annotated[str, Meta(description="What it is, in a sentence.")]
    limits: list[IndicatorLimit]


class IndicatorPage(Page[Indicator]):
    """A page of indicators, in the order in which they are computed."""


class IndicatorSeries(Struct):
    """The values of an indicator for one device and channel, or one site."""

    dev_eui: Annotated[str | None, Meta(description="null: the indicator is the site's.")]
    site: SiteSlug
    channel: Channel
    values: list[Reading]


class IndicatorValues(Struct):
    """An indicator computed now, from the readings of a span."""

    indicator: Indicator
    start: Instant = field(name="from")
    end: Instant = field(name="to")
    series: list[IndicatorSeries]


class QuarantineEntry(Struct):
    """A message that could not be used."""

    seq: Annotated[int, Meta(description="Its place in the journal.")]
    source: Annotated[str, Meta(description="The parser that it was for.")]
    topic: str
    received: Instant
    reason: str
    dev_eui: str
    tenant: str
    decoder: str
    size: Annotated[int, Meta(description="Bytes of payload.")]


class QuarantinePage(Struct):
    """Quarantined messages, the newest first."""

    items: list[QuarantineEntry]
    limit: int
    next: Annotated[str | None, Meta(description="Path of the next page; null on the last one.")]


class QuarantineDetail(QuarantineEntry):
    """A message that could not be used, with its raw bytes."""

    payload_base64: str
    payload_hex: str


class UplinkEvent(Struct):
    """Live event `uplink`: a frame of a device was heard; its readings follow as events of their own."""

    dev_eui: Eui
    tenant: TenantSlug
    site: SiteSlug
    domain: Domain
    time: Instant
    f_port: int
    f_cnt: int
    spreading_factor: int | None
    rssi: int | None
    snr: float | None
    gateway: str
    gateways: int
    error: Annotated[str | None, Meta(description="Why it could not be decoded; null when it was.")]


class NoticeEvent(Struct):
    """Live event `notice`: something that carries no reading, such as a join."""

    dev_eui: Eui
    tenant: TenantSlug
    site: SiteSlug
    domain: Domain
    time: Instant
    kind: str
    detail: dict[str, Any]


class LostEvent(Struct):
    """Live event `lost`: this client was too slow for so many events."""

    lost: int


class Health(Struct):
    """The process answers."""

    status: str
    version: str


class Readiness(Struct):
    """Every part of Samara answers."""

    status: str
    checks: Annotated[list[str], Meta(description="What was checked.")]


class Visitor(Struct):
    """Who calls, and what they may do."""

    name: str
    kind: Annotated[CallerKind, Meta(description="How they have shown who they are.")]
    permissions: Annotated[
        dict[str, list[str] | None],
        Meta(description="Each permission, with the authorities over which it holds; null is all of them."),
    ]
    csrf_token: Annotated[
        str | None, Meta(description="What a page sends as `X-CSRF-Token` when it changes something; null: no session.")
    ]


class PushTold(Struct):
    """Whose telephone it is that will be told."""

    user: str


class ProblemCause(Struct):
    """One thing that is wrong."""

    where: Annotated[str, Meta(description="`query`, `path`, `header`, `body` or `check`.")]
    name: Annotated[str, Meta(description="The parameter, the part of the body, or the check.")]
    detail: Annotated[str, Meta(description="What is wrong, and what to give.")]


class Problem(Struct, omit_defaults=True):
    """A problem document (RFC 9457); `type` is `about:blank`: the status says what kind it is."""

    type: str
    title: str
    status: int
    detail: Annotated[str, Meta(description="What went wrong here, and what to do.")]
    errors: Annotated[list[ProblemCause], Meta(description="Each thing that is wrong, where there are several.")] = (
        field(default_factory=list)
    )


def device_of(device: kernel.Device) -> Device:
    """The answer's shape of a device."""
    return msgspec.convert(device, Device, from_attributes=True)


def series_of(device: kernel.Device, series: KernelSeries) -> Series:
    """The answer's shape of a series."""
    quantity = series.quantity
    place = device.tenant, device.site, device.domain
    return Series(series.id, series.dev_eui, *place, quantity.key, series.channel, quantity.unit, quantity.kind)


def observation_of(device: kernel.Device, series: KernelSeries, time_ms: int, value: float) -> Observation:
    """The answer's shape of one stored value."""
    quantity = series.quantity
    return Observation(
        series.id,
        series.dev_eui,
        device.tenant,
        device.site,
        device.domain,
        quantity.key,
        series.channel,
        quantity.unit,
        from_ms(time_ms),
        value,
        not quantity.is_plausible(value),
    )
