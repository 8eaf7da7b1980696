"""Where a rule applies: which devices, which of their series, which sites."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import translate
from functools import lru_cache

from telemetry.device import Device

Patterns = tuple[str, ...]
"""Texts with `*`, `?` and `[…]`, one of which must fit, capitals aside; none at all fits everything."""


@lru_cache(maxsize=4096)
def _compiled(patterns: Patterns) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)), re.IGNORECASE)


def fits(patterns: Patterns, *texts: str) -> bool:
    """Whether one of the texts fits one of the patterns."""
    return not patterns or any(_compiled(patterns).fullmatch(text) for text in texts)


@dataclass(frozen=True, slots=True)
class Where:
    """A rule's selectors; all that are given must fit. `type` is a decoder id or a profile name."""

    domain: Patterns = ()
    tenant: Patterns = ()
    site: Patterns = ()
    site_kind: Patterns = ()
    type: Patterns = ()
    device: Patterns = ()
    quantity: Patterns = ()
    channel: Patterns = ()
    tag: Mapping[str, Patterns] = field(default_factory=dict)

    def has(self, device: Device, site_kind: str) -> bool:
        """Whether a device is meant."""
        return (
            fits(self.domain, device.domain)
            and fits(self.tenant, device.tenant)
            and fits(self.site, device.site)
            and fits(self.site_kind, site_kind)
            and fits(self.type, device.decoder, device.profile)
            and fits(self.device, device.dev_eui)
            and all(key in device.tags and fits(wanted, device.tags[key]) for key, wanted in self.tag.items())
        )


EVERYWHERE = Where()
