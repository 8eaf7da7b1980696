"""One simulated piece of equipment: it speaks at even intervals over the wire, and nothing of it is lost."""

from collections.abc import Iterator
from math import ceil

import numpy as np

from simulators.machines import Machine
from simulators.messages import as_json
from simulators.noise import derive, one
from simulators.spot import Spot
from telemetry.eui import equipment_eui
from telemetry.record import RawMessage

_TRANSIT = 0.02, 0.2
"""Seconds from the equipment to the broker, the same for one piece at all times."""


class SimulatedEquipment:
    """A machine of a site; `name` is what it calls itself in its messages."""

    def __init__(self, machine: Machine, name: str, spot: Spot) -> None:
        self.machine = machine
        self.name = name
        self.dev_eui = equipment_eui(machine.source, machine.identity.format(name))
        self._spot = spot
        self._period = machine.period
        self._phase = one(derive(spot.key, "phase"), 0.0, self._period)
        self._transit = one(derive(spot.key, "wire"), *_TRANSIT)

    def earliest(self, start: float) -> float:
        """When it is next heard, from `start` on (Unix seconds)."""
        return self._slots(start) * self._period + self._phase + self._transit

    def messages(self, start: float, end: float) -> Iterator[RawMessage]:
        """What is received of it from `start` to `end` (Unix seconds, end excluded), in order."""
        t = self._phase + self._period * np.arange(self._slots(start), self._slots(end), dtype=np.float64)
        if not t.size:
            return
        for now, said in zip(t.tolist(), self.machine.say(self.name, self._spot, t), strict=True):
            for topic, document in said:
                yield RawMessage(self.machine.source, topic, as_json(document), int((now + self._transit) * 1000))

    def _slots(self, until: float) -> int:
        return ceil((until - self._transit - self._phase) / self._period)
