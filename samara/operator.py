"""Who acts when a command is given: the account and the machine, for the audit log."""

import os
import pwd
import socket
from collections.abc import Mapping
from typing import Any

from telemetry.audit import AuditEvent
from telemetry.times import to_ms, utc_now


def act(action: str, target: str, detail: Mapping[str, Any]) -> AuditEvent:
    """What the person at this machine does now."""
    return AuditEvent(to_ms(utc_now()), account(), f"command line on {socket.gethostname()}", action, target, detail)


def account() -> str:
    """The account that this process runs as."""
    # Not LOGNAME or USER: who gives the command could set them. A container's user may have no name.
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
