"""The operators' live page (NiceGUI on the API's own application)."""

from dashboards.console.mount import mount
from dashboards.console.services import ConsoleServices

__all__ = ["ConsoleServices", "mount"]
