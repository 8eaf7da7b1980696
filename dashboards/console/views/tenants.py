"""The authorities that a visitor administers, to choose from."""

from typing import Final

from dashboards.console.view import View
from telemetry.access import Permission
from telemetry.errors import RejectedError
from telemetry.i18n import Translator

PLATFORM: Final = "*"
"""What stands for all authorities among their slugs; no slug is written so."""


def tenant_choices(
    view: View, permission: Permission = Permission.ADMINISTER, *, platform: bool = True
) -> dict[str, str]:
    """Slugs and names; all of them together where the visitor's permission is over all, and it makes sense."""
    over = view.over(permission)
    named = {one.slug: one.name for one in view.services.registry.tenants() if over is None or one.slug in over}
    return ({PLATFORM: view.say("All authorities")} if over is None and platform else {}) | named


def chosen_tenant(value: str | None, say: Translator) -> str | None:
    """What was chosen: a slug, or None for all of them; raises `RejectedError` when nothing was."""
    if not value:
        raise RejectedError(say("Choose an authority."))
    return None if value == PLATFORM else value
