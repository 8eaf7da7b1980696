"""What all dashboards share: uid, variables, links, alarms as annotations, time zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models import common, dashboard

from dashboards.grafana.influxql import DATASOURCE, RECENT, SITE, TENANT, InfluxQuery
from dashboards.grafana.panels import Panel, say
from dashboards.grafana.thresholds import Level
from telemetry.device import Domain

TAG: Final = "samara"
UID_PREFIX: Final = "samara-"
_LABELLED: Final = "/^(?<text>.*)\\|(?<value>[^|]*)$/"
"""Splits a label of the directory into what people read and what queries ask for."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of dashboards; `slug` names it on disk and in its uid."""

    slug: str
    title: str

    @property
    def uid(self) -> str:
        """Stable, whatever the title becomes."""
        return UID_PREFIX + self.slug


TERRITORY: Final = Folder("territory", say("Territory"))
TRADES: Final = Folder("trades", say("Trades"))
EQUIPMENT: Final = Folder("equipment", say("Technical equipment"))
NETWORK: Final = Folder("network", say("Network and platform"))
FOLDERS: Final = (TERRITORY, TRADES, EQUIPMENT, NETWORK)


@dataclass(frozen=True, slots=True)
class Row:
    """A titled row of panels."""

    title: str
    panels: Sequence[Panel]


@dataclass(frozen=True, slots=True)
class Board:
    """One dashboard. `domains` are the trades whose sites the variable `site` offers; none means every site."""

    slug: str
    folder: Folder
    title: str
    description: str
    rows: Sequence[Row]
    domains: Sequence[Domain] = ()
    with_site: bool = True
    variables: Sequence[build.QueryVariable] = ()
    since: str = "now-24h"

    @property
    def uid(self) -> str:
        """The dashboard's stable identifier, the end of its address."""
        return UID_PREFIX + self.slug

    def build(self) -> dashboard.Dashboard:
        """The dashboard as Grafana's classic model, panels numbered in their order."""
        made = (
            build.Dashboard(self.title)
            .uid(self.uid)
            .description(self.description)
            .tags([TAG, self.folder.slug])
            .timezone("Europe/Paris")
            .week_start("monday")
            .time(self.since, "now")
            .refresh("1m")
            .tooltip(dashboard.DashboardCursorSync.CROSSHAIR)
            .variables([tenant(), *([site(self.domains)] if self.with_site else ()), *self.variables])
            .annotation(alarms_as_annotations(SITE if self.with_site else TENANT))
            .link(_other_dashboards())
        )
        number = 0
        for row in self.rows:
            made = made.with_row(build.Row(row.title).id(number := number + 1))
            for panel in row.panels:
                made = made.with_panel(panel.id(number := number + 1))
        return made.build()


def tenant() -> build.QueryVariable:
    """The authorities; in an authority's own organisation, `samara grafana push` makes it a constant."""
    query = 'SHOW TAG VALUES FROM "readings" WITH KEY = "tenant"'
    return _any_of(_variable("tenant", say("Authority"), query)).all_value(".*")


def site(domains: Sequence[Domain]) -> build.QueryVariable:
    """The sites of the authorities chosen, those of some trades where the dashboard has a trade.

    Its "all" is the list of them all where it has one: else it would mean the sites of every trade.
    """
    trades = "|".join(domains)
    condition = f"{TENANT} AND {RECENT}" + (f' AND "domains" =~ /(^|,)({trades})(,|$)/' if trades else "")
    made = _variable("site", say("Site"), f'SELECT DISTINCT("label") FROM "sites" WHERE {condition}')  # noqa: S608
    made = _any_of(made.regex(_LABELLED))
    return made if trades else made.all_value(".*")


def device() -> build.QueryVariable:
    """One device of the sites chosen."""
    query = f'SELECT DISTINCT("label") FROM "devices" WHERE {SITE} AND {RECENT}'  # noqa: S608
    return _variable("device", say("Device"), query).regex(_LABELLED)


def quantity() -> build.QueryVariable:
    """What the device chosen has ever measured."""
    query = f'SELECT DISTINCT("label") FROM "series" WHERE "device" = \'${{device}}\' AND {RECENT}'  # noqa: S608
    return _any_of(_variable("quantity", say("Quantities"), query).regex(_LABELLED))


def alarms_as_annotations(where: str) -> build.AnnotationQuery:
    """Alarms raised, as marks over every curve."""
    query = InfluxQuery(
        f'SELECT "text", "rule", "site" FROM "alarms" WHERE "transition" = \'raised\' AND {where} AND $timeFilter',  # noqa: S608
        "alarms",
        marks=("text", "rule,site"),
    )
    return (
        build.AnnotationQuery()
        .name(say("Alarms"))
        .datasource(_datasource())
        .enable(True)
        .icon_color(Level.CRITICAL)
        .target(query)
    )


def _variable(name: str, label: str, query: str) -> build.QueryVariable:
    return (
        build.QueryVariable(name)
        .label(label)
        .datasource(_datasource())
        .query({"query": query, "refId": name})
        .definition(query)
        .refresh(dashboard.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(dashboard.VariableSort.ALPHABETICAL_CASE_INSENSITIVE_ASC)
    )


def _any_of(variable: build.QueryVariable) -> build.QueryVariable:
    """Several may be chosen; at first it is all of them."""
    every = dashboard.VariableOption(selected=True, text=["All"], value=["$__all"])
    return variable.multi(True).include_all(True).current(every)


def _datasource() -> common.DataSourceRef:
    return common.DataSourceRef(DATASOURCE["type"], DATASOURCE["uid"])


def _other_dashboards() -> build.DashboardLink:
    return (
        build.DashboardLink(say("Dashboards"))
        .type(dashboard.DashboardLinkType.DASHBOARDS)
        .tags([TAG])
        .as_dropdown(True)
        .include_vars(True)
        .keep_time(True)
    )
