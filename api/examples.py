"""One example of every answer, built from the structs themselves so that it cannot disagree with them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from api import alarm_schemas as a
from api import push_schemas as p
from api import schemas as s
from indicators.indicator import Level
from indicators.windows import Step
from telemetry.access import Kind as CallerKind
from telemetry.alarm import Happening, Quality, State
from telemetry.device import Domain
from telemetry.quantity import Kind
from telemetry.series import Aggregate

_EUI = "24e124136b502217"
_TENANT = "amiens-metropole"
_SITE = "ecole-jules-verne"
_TIME = datetime(2026, 11, 21, 8, 0, 3, 250_000, tzinfo=UTC)
_START = datetime(2026, 11, 20, tzinfo=UTC)
_END = datetime(2026, 11, 21, tzinfo=UTC)
_WHERE = _TENANT, _SITE, Domain.BUILDING
_DEVICE = (_EUI, *_WHERE[:2], "Salle 12", Domain.BUILDING, "", "EM300-TH", 49.8941, 2.2958, {"étage": "1"}, True)

_tenant = s.Tenant(_TENANT, "Communauté d'agglomération Amiens Métropole", "communauté d'agglomération")
_site = s.Site(_SITE, _TENANT, "École Jules-Verne", "école", "Amiens", 49.8941, 2.2958)
_gateway = s.Gateway("7276ff002e062e01", _TENANT, "Beffroi", _SITE, 49.8947, 2.2953, 62.0)
_series = s.Series(12, _EUI, *_WHERE, "air_temperature", "main", "Cel", Kind.GAUGE)
_observation = s.Observation(12, _EUI, *_WHERE, "air_temperature", "main", "Cel", _TIME, 21.5, False)
_activity = s.Activity(_TIME, -97, 7.25, 9, 1342, "7276ff002e062e01", 3)
_quantity = s.Quantity(
    "air_temperature",
    "Cel",
    Kind.GAUGE,
    -60,
    90,
    "Température de l'air",
    "Air temperature",
    "http://qudt.org/vocab/quantitykind/Temperature",
)
_indicator = s.Indicator(
    "water_day_volume",
    "water_day_volume",
    "m3",
    "Volume d'eau du jour",
    "Water volume of the day",
    Step.DAY,
    Level.DEVICE,
    [],
    ["water_volume"],
    "The volume of each window, m³: the growth of the index.",
    [],
)
_quarantined = s.QuarantineEntry(
    831,
    "chirpstack",
    f"application/1/device/{_EUI}/event/up",
    _TIME,
    "milesight: payload of 3 bytes ends too early",
    _EUI,
    _TENANT,
    "milesight",
    3,
)


def _page(items: list[Any], what: str, total: int = 1) -> tuple[list[Any], int, int, int, str | None]:
    return items, total, 0, 100, f"/v1/{what}?offset=100" if total > 100 else None


_ALL: tuple[Struct, ...] = (
    s.TenantPage(*_page([_tenant], "tenants")),
    s.SitePage(*_page([_site], "sites")),
    s.GatewayPage(*_page([_gateway], "gateways")),
    s.DevicePage(*_page([s.Device(*_DEVICE)], "devices", 412)),
    s.DeviceDetail(*_DEVICE, [_series], [_observation], _activity),
    s.SeriesPage(*_page([_series], "series", 1830)),
    s.QuantityPage(*_page([_quantity], "quantities", 180)),
    s.LatestPage(*_page([_observation], "latest", 1830)),
    s.Readings(
        _series,
        _START,
        _END,
        Aggregate.MEAN,
        "1h",
        [s.Reading(_START, 19.25, False), s.Reading(datetime(2026, 11, 20, 1, tzinfo=UTC), 19.1, False)],
        None,
    ),
    s.IndicatorPage(*_page([_indicator], "indicators")),
    s.IndicatorValues(
        _indicator,
        _START,
        _END,
        [s.IndicatorSeries("a81758fffe0312ab", "reservoir-nord", "main", [s.Reading(_START, 12.5, False)])],
    ),
    s.QuarantinePage([_quarantined], 100, None),
    s.QuarantineDetail(**asdict(_quarantined), payload_base64="AQID", payload_hex="010203"),
    _observation,
    s.UplinkEvent(_EUI, *_WHERE, _TIME, 85, 1342, 9, -97, 7.25, "7276ff002e062e01", 3, None),
    s.NoticeEvent(_EUI, *_WHERE, _TIME, "join", {"dev_addr": "01a2b3c4"}),
    s.LostEvent(17),
    s.Visitor(
        "odile",
        CallerKind.SESSION,
        {"read": [_TENANT], "sign_in": [], "status": []},
        "5f2b8c1e0d9a4b7f",
    ),
    s.PushTold("odile"),
    p.Pushed([p.PushedReading(_EUI, "co2", 612.0, time="2026-11-21T08:00:03Z")]),
    p.Taken(1, 1, ()),
    s.Health("alive", "0.1.0"),
    s.Readiness("ready", ["journal", "store"]),
)

_alarm = a.Alarm(
    id="9c1d57a0e4b2-1a2b3c4d5e6-0",
    revision=2,
    state=State.ACKNOWLEDGED,
    severity="major",
    rule="building.co2-high",
    tenant=_TENANT,
    site=_SITE,
    device=_EUI,
    channel="main",
    quantity="co2",
    active=True,
    acknowledged=True,
    confirmed=False,
    latched=False,
    shelved=a.AlarmShelving(_TIME, "odile", "travaux dans la salle", one_shot=False),
    suppressed=["maintenance:travaux-salle-12"],
    out_of_service="",
    quality=Quality.GOOD,
    exercise=False,
    first_out=False,
    group="",
    branch=0,
    raised=_TIME,
    since=_TIME,
    cleared=None,
    value=1620.0,
    limit=1500.0,
    acknowledged_by="odile",
    acknowledged_at=_TIME,
    acknowledged_until=None,
    late=False,
    detail={"peak": "1710"},
)
_transition = a.AlarmTransition(512, Happening.ACKNOWLEDGED, _TIME, _TIME, "odile", "j'aère la salle", _alarm)
_ALARMS: tuple[Struct, ...] = (
    _alarm,
    a.AlarmPage([_alarm], 100, None),
    _transition,
    a.AlarmHistory([_transition]),
    a.AlarmFigures(
        1,
        3,
        41,
        6,
        False,
        0.0,
        5,
        2,
        1,
        0,
        7,
        1,
        0.05,
        0.2,
        0.75,
        0.4,
        [a.AlarmSource("nro.mains_failure/departement-somme/nro-de-ham/shelly-1//", 9)],
    ),
)

EXAMPLES: Mapping[type[Struct], Struct] = {type(example): example for example in (*_ALL, *_ALARMS)}
"""The example of each struct that is answered or pushed."""
