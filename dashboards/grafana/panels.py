"""The panels that dashboards are made of; units, names, thresholds and ranges come from the catalogue and its tables.

People read French: a title is a quantity's French label, or a message of the gettext catalogue.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models import common, dashboard, geomap, stat, statetimeline, table, timeseries

from dashboards.grafana.datasource import DATASOURCE_TYPE, DATASOURCE_UID
from dashboards.grafana.influxql import InfluxQuery, names
from dashboards.grafana.thresholds import PLAIN, Level, Scale
from dashboards.grafana.units import unit_of
from telemetry.i18n import translator
from telemetry.quantity import Kind, Quantity

say: Final = translator("fr")

Panel = build.Panel
FULL, HALF, THIRD, QUARTER = 24, 12, 8, 6
"""Widths, in the 24 columns of a dashboard."""

_GAP_MS: Final = 3 * 3_600_000
"""A line breaks where nothing came for longer: three times the hour at which the slowest sensors speak."""

_DEVICE_LINK: Final = "/d/samara-device?var-device=${__data.fields.device}"
"""Where a click on a row of a device leads."""


def curves(
    quantity: Quantity,
    *queries: InfluxQuery,
    title: str = "",
    scale: Scale = PLAIN,
    unit: str = "",
    width: int = HALF,
    bars: bool = False,
) -> Panel:
    """Curves along time, or bars where each point is a sum of its hour or day; gaps stay gaps."""
    custom = timeseries.FieldConfig(
        draw_style=common.GraphDrawStyle.BARS if bars else common.GraphDrawStyle.LINE,
        fill_opacity=60 if bars else 0,
        line_width=1 if bars else 2,
        span_nulls=False,
        insert_nulls=False if bars else _GAP_MS,
        show_points=common.VisibilityMode.NEVER if bars else common.VisibilityMode.AUTO,
        axis_soft_min=0 if quantity.low == 0 else None,
        thresholds_style=common.GraphThresholdsStyleConfig(
            common.GraphThresholdsStyleMode.LINE if scale.steps else common.GraphThresholdsStyleMode.OFF
        ),
    )
    options = timeseries.Options(
        legend=common.VizLegendOptions(
            common.LegendDisplayMode.TABLE,
            common.LegendPlacement.BOTTOM,
            show_legend=True,
            calcs=["lastNotNull", "max"],
        ),
        tooltip=common.VizTooltipOptions(common.TooltipDisplayMode.MULTI, common.SortOrder.DESCENDING),
    )
    made = _panel("timeseries", title or quantity.french, queries, scale, width, 8)
    return _in_range(made.unit(unit or unit_of(quantity)), quantity, unit).custom(custom).options(options)


def states(
    quantity: Quantity, *queries: InfluxQuery, on: Level = Level.MAJOR, title: str = "", width: int = HALF
) -> Panel:
    """A state along time, yes and no in words and in colours: the normal is grey."""
    options = statetimeline.Options(
        show_value=common.VisibilityMode.AUTO,
        row_height=0.8,
        merge_values=True,
        align_value=common.TimelineValueAlignment.LEFT,
    )
    options.legend = common.VizLegendOptions(common.LegendDisplayMode.LIST, common.LegendPlacement.BOTTOM)
    made = _panel("state-timeline", title or quantity.french, queries, PLAIN, width, 8)
    custom = statetimeline.FieldConfig(line_width=0, fill_opacity=80)
    return made.mappings([yes_and_no(on)]).custom(custom).options(options)


def number(
    title: str, query: InfluxQuery, unit: str = "none", scale: Scale = PLAIN, width: int = QUARTER, empty: str = ""
) -> Panel:
    """One number for the whole dashboard, coloured when it wants somebody; `empty` is what no row means."""
    options = stat.Options(
        graph_mode=common.BigValueGraphMode.NONE,
        color_mode=common.BigValueColorMode.VALUE,
        text_mode=common.BigValueTextMode.AUTO,
    )
    options.reduce_options = common.ReduceDataOptions(values=False, calcs=["lastNotNull"], fields="")
    made = _panel("stat", title, (query,), scale, width, 4).unit(unit).options(options)
    return made.no_value(empty) if empty else made


class Column:
    """A column of a table: how a field of the answer is called, written and coloured."""

    def __init__(
        self,
        field: str,
        title: str,
        unit: str = "none",
        scale: Scale = PLAIN,
        mapping: dashboard.ValueMap | None = None,
    ) -> None:
        self.field = field
        self.title = title
        self.unit = unit
        self.scale = scale
        self.mapping = mapping

    @classmethod
    def of(cls, quantity: Quantity, scale: Scale = PLAIN, on: Level = Level.MAJOR) -> "Column":
        """The column of a quantity's present value."""
        mapping = yes_and_no(on) if quantity.kind is Kind.STATE else None
        return cls(quantity.key, quantity.french, unit_of(quantity), scale, mapping)

    def properties(self) -> list[dashboard.DynamicConfigValue]:
        """What overrides the table's defaults for this field."""
        given = dashboard.DynamicConfigValue
        properties = [given("displayName", self.title), given("unit", self.unit)]
        if self.scale.steps:
            properties += [given("thresholds", thresholds(self.scale).build())]
        if self.mapping:
            properties += [given("mappings", [self.mapping])]
        if self.scale.steps or self.mapping:
            properties += [given("custom.cellOptions", {"type": "color-text"})]
        return properties


def rows(
    title: str,
    *queries: InfluxQuery,
    columns: Sequence[Column],
    join: tuple[str, str] | None = None,
    hide: Iterable[str] = (),
    sort: str = "",
    width: int = FULL,
) -> Panel:
    """A table in the order of `columns`; several queries are joined by a field, inner or outer.

    Times are hidden unless `columns` names them.
    """
    order = {column.field: place for place, column in enumerate(columns)}
    hidden = dict.fromkeys(({"Time", "Time 1", "Time 2"} | set(hide)) - order.keys(), True)
    transformations = [_join(*join)] if join else []
    organize = {"excludeByName": dict(sorted(hidden.items())), "indexByName": order, "renameByName": {}}
    transformations.append(dashboard.DataTransformerConfig("organize", options=organize))
    options = table.Options(show_header=True, cell_height=common.TableCellHeight.SM)
    if sort:
        options.sort_by = [common.TableSortByFieldState(sort, desc=True)]
    made = _panel("table", title, queries, PLAIN, width, 9).transformations(transformations).options(options)
    made = made.custom(table.FieldConfig())
    for column in columns:
        made = made.override_by_name(column.field, column.properties())
    return made


def by_device(title: str, query: InfluxQuery, *columns: Column, sort: str = "", width: int = FULL) -> Panel:
    """A table of devices by their names, with `columns` of the query and a link to each device."""
    whole = (Column("name", say("Device")), *columns, Column("device", say("Identifier")))
    made = rows(
        title, query, names("devices", "device"), columns=whole, join=("device", "inner"), hide=("site",), sort=sort,
        width=width,
    )  # fmt: skip
    return made.data_links([build.DashboardLink(say("Details")).url(_DEVICE_LINK)])


def by_site(title: str, query: InfluxQuery, *columns: Column, width: int = FULL) -> Panel:
    """A table of sites by their names, those included of which the query knows nothing."""
    whole = (Column("name", say("Site")), *columns)
    return rows(
        title, query, names("sites", "site"), columns=whole, join=("site", "outer"), hide=("site",), width=width
    )


def map_of(title: str, *queries: InfluxQuery, colour: str, scale: Scale, join: str = "", width: int = HALF) -> Panel:
    """A map: one marker for each row with `latitude` and `longitude`, coloured by the field `colour`."""
    marker = {"color": {"field": colour, "fixed": Level.NORMAL}, "size": {"fixed": 6}, "opacity": 0.9}
    layer = common.MapLayerOptions(
        "markers",
        title,
        config={"showLegend": True, "style": marker},
        location=common.FrameGeometrySource(
            common.FrameGeometrySourceMode.COORDS, latitude="latitude", longitude="longitude"
        ),
        tooltip=True,
    )
    options = geomap.Options(
        view=geomap.MapViewConfig("fit", all_layers=True, zoom=10),
        controls=geomap.ControlsOptions(show_zoom=True, mouse_wheel_zoom=True, show_attribution=True),
        basemap=common.MapLayerOptions("default", "basemap"),
        layers=[layer],
        tooltip=geomap.TooltipOptions(geomap.TooltipMode.DETAILS),
    )
    made = _panel("geomap", title, queries, scale, width, 14).options(options)
    if join:
        made = made.transformations([_join(join, "outer")])
    return made


def _join(field: str, mode: str) -> dashboard.DataTransformerConfig:
    return dashboard.DataTransformerConfig("joinByField", options={"byField": field, "mode": mode})


def named_units(quantities: Iterable[Quantity], made: Panel) -> Panel:
    """Give each field whose name begins with a quantity's key its unit: for panels of any quantity."""
    given = dashboard.DynamicConfigValue
    for one in quantities:
        made = made.override_by_regexp(f"/^{one.key}( |$)/", [given("unit", unit_of(one))])
    return made


def yes_and_no(on: Level) -> dashboard.ValueMap:
    """How a state is written: `on` says whether yes wants somebody."""
    words: Mapping[str, dashboard.ValueMappingResult] = {
        "0": dashboard.ValueMappingResult(text=say("no"), color=Level.NORMAL, index=0),
        "1": dashboard.ValueMappingResult(text=say("yes"), color=on, index=1),
    }
    return dashboard.ValueMap(dict(words))


def thresholds(scale: Scale) -> build.ThresholdsConfig:
    """A scale as Grafana writes it: the base has no value."""
    steps = [dashboard.Threshold(None, scale.base), *(dashboard.Threshold(at, level) for at, level in scale.steps)]
    return build.ThresholdsConfig().mode(dashboard.ThresholdsMode.ABSOLUTE).steps(steps)


def _panel(kind: str, title: str, queries: Sequence[InfluxQuery], scale: Scale, width: int, height: int) -> Panel:
    made = (
        Panel()
        .type(kind)
        .title(title)
        .datasource(common.DataSourceRef(DATASOURCE_TYPE, DATASOURCE_UID))
        .targets(list(queries))
        .span(width)
        .height(height)
        .no_value(say("no data"))
        .thresholds(thresholds(scale))
        .color_scheme(build.FieldColor().mode(_colours(kind)))
    )
    if scale.rule:
        return made.description(say("Thresholds of rule {rule}: {source}.", rule=scale.rule, source=scale.source))
    return made.description(say("Thresholds: {source}.", source=say(scale.source))) if scale.source else made


def _colours(kind: str) -> dashboard.FieldColorModeId:
    by_series = dashboard.FieldColorModeId.PALETTE_CLASSIC
    return by_series if kind == "timeseries" else dashboard.FieldColorModeId.THRESHOLDS


def _in_range(made: Panel, quantity: Quantity, unit: str) -> Panel:
    """A share has the range of its quantity; other physical ranges are too wide to draw."""
    return made.min(quantity.low).max(quantity.high) if quantity.unit == "%" and not unit else made
