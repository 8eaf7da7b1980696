"""Logging to standard error, as text for people or JSON lines for collectors."""

import json
import logging
from datetime import UTC, datetime

from telemetry.settings import LogSettings

_BUILT_IN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what was passed as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields |= {key: value for key, value in record.__dict__.items() if key not in _BUILT_IN}
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False, default=str)


def set_up(settings: LogSettings) -> None:
    """Send all logging to standard error in the chosen form, at the chosen level."""
    handler = logging.StreamHandler()
    if settings.format == "json":
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=settings.level.upper(), handlers=[handler], force=True)
    # These tell each request, each connection and each visitor of the live page; Samara's own metrics do that better.
    for chatty in ("httpx", "httpcore", "uvicorn.access", "uvicorn.error", "watchfiles", "iotcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
