"""The address of what a person looks at, so that it can be sent to a colleague: `/?device=…&series=…&range=week`."""

from urllib.parse import parse_qs, urlencode

from dashboards.console.charts import Range
from dashboards.console.views.device_panel import Shown
from telemetry.errors import ParseError
from telemetry.eui import parse_eui


def parse_address(query: str) -> Shown | None:
    """What a query string asks for; None when it names no device. What makes no sense in it is passed over."""
    fields = {name: values[-1] for name, values in parse_qs(query.removeprefix("?")).items()}
    try:
        dev_eui = parse_eui(fields.get("device", ""))
    except ParseError:
        return None
    series = fields.get("series", "")
    # No registry reaches ids of ten digits; int() would take thousands.
    series_id = int(series) if series.isascii() and series.isdigit() and len(series) < 10 else None
    return Shown(dev_eui, series_id, Range.WEEK if fields.get("range") == Range.WEEK else Range.DAY)


def write_address(shown: Shown | None) -> str:
    """The query string that `parse_address` reads back, empty for no device."""
    if shown is None:
        return ""
    fields = {"device": shown.dev_eui}
    if shown.series_id is not None:
        fields["series"] = str(shown.series_id)
    if shown.reach is not Range.DAY:
        fields["range"] = shown.reach
    return "?" + urlencode(fields)
