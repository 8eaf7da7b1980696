"""What an indicator is: a declaration that says from which readings, how often, and by which formula."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from inspect import getdoc

from indicators.air import Limit
from indicators.windows import Floats, Step
from telemetry.device import Domain
from telemetry.quantity import Quantity

RADIO = frozenset({"f_cnt", "spreading_factor", "gateways"})
"""Inputs that are facts of the radio, not quantities."""


class Level(StrEnum):
    """What an indicator describes: one device (and channel), or a whole site."""

    DEVICE = "device"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A derived quantity, and how it is computed from others.

    `compute` takes the borders of the windows, then for each of `inputs` its curves (for a site: its group), then
    for each of `tags` the numbers that the tags of the devices say (for a site they are in the groups). It returns
    a row for each device or site and a column for each window. The first input must be there, others may lack.

    `reach` is how far before the first window it looks. `daily` inputs are read as the last value of each civil
    day, which the roll-ups still hold when raw readings have expired. `channel` is that of the result; None means
    that of the input.
    """

    quantity: Quantity
    step: Step
    inputs: tuple[str, ...]
    compute: Callable[..., Floats]
    domains: frozenset[Domain] = frozenset()
    level: Level = Level.DEVICE
    reach: timedelta = timedelta(hours=26)
    tags: tuple[str, ...] = ()
    daily: bool = False
    channel: str | None = None
    limits: tuple[Limit, ...] = ()

    @property
    def key(self) -> str:
        """Its name: that of its quantity, with the channel where there are several."""
        return self.quantity.key if self.channel is None else f"{self.quantity.key}.{self.channel}"

    @property
    def meaning(self) -> str:
        """The first sentence of its formula."""
        function = self.compute.func if isinstance(self.compute, partial) else self.compute
        return " ".join((getdoc(function) or "").split("\n\n", 1)[0].split())
