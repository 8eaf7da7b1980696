"""A reading: one value of one quantity on one channel at one time."""

from datetime import datetime
from typing import NamedTuple

from telemetry.quantity import Quantity

MAIN_CHANNEL = "main"


class Reading(NamedTuple):
    """One value, in its quantity's canonical unit; a state is 1.0 or 0.0.

    `channel` tells apart the probes, inputs or phases of one device. `time` is None for "when the uplink
    was received", or the device's own instant (aware UTC) when the payload carries one.
    """

    quantity: Quantity
    value: float
    channel: str = MAIN_CHANNEL
    time: datetime | None = None
