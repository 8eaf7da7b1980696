"""How grave alarms are, for the eye: a shape and a word for each severity, which the colour repeats."""

from collections.abc import Mapping
from typing import Final

from dashboards.console.views.markup import set_attribute, tag
from telemetry.alarm import Severity
from telemetry.i18n import mark

SEVERITY_LABELS: Final[Mapping[Severity, str]] = {
    Severity.CRITICAL: mark("Critical"),
    Severity.MAJOR: mark("Major"),
    Severity.MINOR: mark("Minor"),
    Severity.WARNING: mark("Warning"),
}


class SeveritySymbol:
    """The symbol of a severity, from the sprite of the page; words stand beside it."""

    def __init__(self, severity: Severity = Severity.WARNING) -> None:
        with tag("svg", aria_hidden="true") as self._drawing:
            self._use = tag("use")
        self.show(severity)

    def show(self, severity: Severity) -> None:
        """Change to the symbol of another severity."""
        set_attribute(self._drawing, "class", f"state {severity.key}")
        set_attribute(self._use, "href", f"#alarm-{severity.key}")
