"""The radio network in figures, pure: what was lost, at which spreading factors, and what hangs on one gateway."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from indicators.lorawan import MAX_FCNT_GAP
from telemetry.record import Activity

_WRAP: Final = 1 << 16
_FASTEST: Final = 3
SLOW: Final = 11
"""From this spreading factor on, an uplink takes more than half a second on air: a gateway nearer is wanted."""


@dataclass(frozen=True, slots=True)
class DeviceRadio:
    """One device over a span: uplinks heard and missed, how often each gateway was the best, spreading factors.

    `alone` are the uplinks that only one gateway heard. The store keeps the best gateway of an uplink and how many
    heard it, so with two or more the others are not known by name.
    """

    heard: int = 0
    missed: int = 0
    best: Mapping[str, int] = field(default_factory=dict)
    alone: int = 0
    factors: Mapping[int, int] = field(default_factory=dict)

    @property
    def loss(self) -> float | None:
        """The share of uplinks that never came, None when nothing was heard."""
        sent = self.heard + self.missed
        return self.missed / sent if sent else None

    @property
    def only(self) -> str:
        """The one gateway without which the device would have been silent, empty when there is none."""
        return next(iter(self.best)) if len(self.best) == 1 and self.alone == self.heard else ""


def missed_between(before: int | None, after: int | None) -> int:
    """How many uplinks the frame counter says are missing between two; a counter set anew says nothing.

    Source: LoRaWAN 1.0.3, clause 4.3.1.5; a fall near 2¹⁶ is the wrap of devices that count in 16 bits.
    """
    if before is None or after is None:
        return 0
    step = after - before
    if -_WRAP < step < MAX_FCNT_GAP - _WRAP:
        step += _WRAP
    return step - 1 if 0 < step <= MAX_FCNT_GAP else 0


def gaps(history: Sequence[Activity]) -> Iterator[tuple[Activity, int]]:
    """Each uplink before which some are missing, with how many.

    A counter that runs ahead of the clock was set anew: nobody sends three times as fast as usual and is not heard.
    """
    pairs = list(pairwise(history))
    usual_ms = median(after.time_ms - before.time_ms for before, after in pairs) if pairs else 0
    for before, after in pairs:
        missed = missed_between(before.f_cnt, after.f_cnt)
        if missed and missed * usual_ms <= _FASTEST * (after.time_ms - before.time_ms):
            yield after, missed


def device_radio(history: Iterable[Activity]) -> DeviceRadio:
    """The figures of one device from its radio history, in time order."""
    held = list(history)
    named = [one.gateway for one in held if one.gateway]
    return DeviceRadio(
        heard=len(held),
        missed=sum(missed for _, missed in gaps(held)),
        best=Counter(named),
        alone=sum(one.gateways == 1 for one in held),
        factors=Counter(one.spreading_factor for one in held if one.spreading_factor is not None),
    )


@dataclass(frozen=True, slots=True)
class GatewayRadio:
    """One gateway over a span: devices it heard best, those that only it hears, their uplinks and losses."""

    gateway_id: str
    devices: int
    dependent: tuple[str, ...]
    heard: int
    missed: int
    factors: Mapping[int, int]

    @property
    def loss(self) -> float | None:
        """The share of its devices' uplinks that never came."""
        sent = self.heard + self.missed
        return self.missed / sent if sent else None

    @property
    def slow(self) -> float | None:
        """The share of uplinks at SF11 and SF12."""
        total = sum(self.factors.values())
        return sum(count for factor, count in self.factors.items() if factor >= SLOW) / total if total else None


def gateway_radio(fleet: Mapping[str, DeviceRadio]) -> list[GatewayRadio]:
    """The figures of each gateway from those of the devices; a device counts where it is heard best most often."""
    served: defaultdict[str, list[tuple[str, DeviceRadio]]] = defaultdict(list)
    for dev_eui, radio in fleet.items():
        for gateway_id in radio.best:
            served[gateway_id].append((dev_eui, radio))
    return sorted((_gateway(gateway_id, held) for gateway_id, held in served.items()), key=_most_needed)


def _gateway(gateway_id: str, held: Sequence[tuple[str, DeviceRadio]]) -> GatewayRadio:
    mainly = [radio for _, radio in held if max(radio.best, key=radio.best.__getitem__) == gateway_id]
    factors: Counter[int] = Counter()
    for radio in mainly:
        factors.update(radio.factors)
    return GatewayRadio(
        gateway_id,
        len(held),
        tuple(dev_eui for dev_eui, radio in held if radio.only == gateway_id),
        sum(radio.best[gateway_id] for _, radio in held),
        sum(radio.missed for radio in mainly),
        factors,
    )


def _most_needed(one: GatewayRadio) -> tuple[int, str]:
    return -len(one.dependent), one.gateway_id


def factor_shares(factors: Mapping[int, int]) -> Iterator[tuple[int, float]]:
    """Each spreading factor that was used, with its share."""
    total = sum(factors.values())
    return ((factor, factors[factor] / total) for factor in sorted(factors))
