"""One simulated device: when it speaks, what it says, and who hears it; all of it a function of time."""

from collections.abc import Callable, Iterator
from functools import cached_property
from math import ceil
from typing import NamedTuple

import numpy as np

from simulators.instruments import Instrument
from simulators.network_server import EventWriter, Gateways, Heard, Hearing, Identity, Network, Status
from simulators.noise import Flags, Floats, Ints, bits, derive, during, one, uniform
from simulators.radio import CHANNELS, DUTY_CYCLE, REQUIRED_SNR, Coverage, Links, reported, time_on_air
from simulators.senses import Look
from simulators.spot import Spot
from simulators.weather import DAY
from telemetry.record import RawMessage

SESSION = 30 * DAY
"""How long a session lasts: then the device joins again, and its frame counter starts anew."""

_JITTER = 0.1  # of a period: clocks of devices are cheap
_SHORTEST_TRANSIT, _LONGEST_TRANSIT = 0.06, 0.36  # seconds from the gateway through the network server to the broker
_LARGEST_FRAME = 13 + 51  # bytes: LoRaWAN's header and MIC, and the largest payload at DR0
_GPS_EPOCH = 315_964_800 - 18  # Unix seconds, less the leap seconds since


class Spoken(NamedTuple):
    """The frames that a device sends within a span, one row each."""

    look: Look
    slot: Ints
    received: Floats
    session: Ints
    joins: Flags
    first_of_day: Flags


class SimulatedDevice:
    """A device of the fleet. `obstacle` is the loss in dB of its surroundings, `built_up` whether it is in a town."""

    def __init__(
        self,
        identity: Identity,
        instrument: Instrument,
        spot: Spot,
        coverage: Coverage,
        gateways: Gateways,
        *,
        built_up: bool,
        obstacle: float,
        period_scale: float = 1.0,
        network: Callable[[Identity, Gateways], Network] = EventWriter,
    ) -> None:
        self.identity = identity
        self._network = network
        self.instrument = instrument
        self.spot = spot
        self._coverage = coverage
        self._gateways = gateways
        self._built_up = built_up
        self._obstacle = obstacle
        self._period_scale = period_scale
        self._key = spot.chance("radio")

    @cached_property
    def links(self) -> Links:
        """How gateways hear it."""
        return self._coverage.links(self.spot.latitude, self.spot.longitude, self._built_up, self._obstacle)

    @cached_property
    def period(self) -> float:
        """Seconds between two looks; never so short that frames would exceed the duty cycle of 1 % (EN 300 220)."""
        shortest = time_on_air(self.links.spreading_factor, _LARGEST_FRAME) / DUTY_CYCLE
        return max(self.instrument.period * self._period_scale, 1.2 * shortest)

    @cached_property
    def _phase(self) -> float:
        return one(derive(self._key, "phase"), 0.0, self.period)

    def earliest(self, start: float) -> float:
        """A time before which nothing is received of it, from `start` on (Unix seconds); cheap to find."""
        slot = ceil((start - _LONGEST_TRANSIT - self._phase) / self.period - _JITTER)
        return max(start, self._phase + slot * self.period)

    def messages(self, start: float, end: float) -> Iterator[RawMessage]:
        """Its events received from `start` to `end` (Unix seconds, end excluded), in order."""
        spoken = self._speak(start, end)
        if not spoken.slot.size:
            return
        snr, audible = self._hear(spoken)
        network = self._network(self.identity, self._gateways)
        encode = self.instrument.encode
        columns = [column.tolist() for column in self.instrument.sense(self.spot, spoken.look)]
        margin = int(self.links.snr.max() - REQUIRED_SNR[self.links.spreading_factor])
        battery = np.round(100.0 * self.spot.charge(spoken.look.t), 2).tolist()
        rows = zip(
            self._frames(spoken, snr, audible),
            zip(*columns, strict=True),
            (spoken.received * 1000.0).astype(np.int64).tolist(),
            spoken.joins.tolist(),
            spoken.first_of_day.tolist(),
            battery,
            strict=True,
        )
        for heard, values, received_ms, joins, is_asked, charge in rows:
            if heard.hearings:
                status = Status(margin, charge) if is_asked else None
                for topic, payload in network.events(heard, encode(*values), joins=joins, status=status):
                    yield RawMessage(network.source, topic, payload, received_ms)

    def _speak(self, start: float, end: float) -> Spoken:
        """Find the frames of a span: one each period, or those that a change of state or a heartbeat calls for."""
        period, per_session = self.period, max(1, int(SESSION / self.period))
        shift = derive(self._key, "session") % per_session
        first, last = int((start - self._phase) // period) - 2, int((end - self._phase) // period) + 1
        if self.instrument.state:
            # Frames are counted from the start of the session.
            first = (first + shift) // per_session * per_session - shift
        slot = np.arange(first, last + 1)
        session = (slot + shift) // per_session
        since = slot - (session * per_session - shift)
        t = self._phase + (slot + _JITTER * uniform(self._key, slot)) * period
        sent, changed, frame = self._count(t, slot - since - first, since)
        received = t + _SHORTEST_TRANSIT + (_LONGEST_TRANSIT - _SHORTEST_TRANSIT) * uniform(self._key ^ 1, slot)
        days = np.floor(t[sent] / DAY)
        first_of_day = np.zeros(slot.size, dtype=np.bool_)
        first_of_day[sent] = np.diff(days, prepend=days[:1]) > 0
        keep = sent & (received >= start) & (received < end)
        look = Look(t[keep], frame[keep], changed[keep], period)
        return Spoken(look, slot[keep], received[keep], session[keep], since[keep] == 0, first_of_day[keep])

    def _count(self, t: Floats, begins: Ints, since: Ints) -> tuple[Flags, Flags, Ints]:
        """Which slots are sent, which are changes, the frame counter; `begins` is the row of the session's start."""
        if self.instrument.state is None:
            everywhere = np.ones(t.size, dtype=np.bool_)
            return everywhere, ~everywhere, since
        state = self.instrument.state(self.spot, t)
        changed = np.concatenate(([False], state[1:] != state[:-1]))
        sent = changed | (since % self.instrument.heartbeat == 0)
        total = np.cumsum(sent)
        return sent, changed, total - total[begins]

    def _hear(self, spoken: Spoken) -> tuple[Floats, Flags]:
        """The SNR of each frame at each gateway, and whether it was received there."""
        t = spoken.look.t
        snr = self.links.heard(self._key, spoken.slot)
        # A lorry over the sensor, a flooded chamber: frames are sent and counted, and nobody hears them.
        muted = during(derive(self._key, "muted"), t, 20 * DAY, 0.3, 2 * 3600.0, 12 * 3600.0)
        muted |= self.spot.suffers("silent", t)
        names = (self._coverage.masts[gateway].gateway_id for gateway in self.links.gateways)
        down = [during(derive("outage", name), t, 15 * DAY, 0.25, 3600.0, 6 * 3600.0) for name in names]
        audible: Flags = (snr >= REQUIRED_SNR[self.links.spreading_factor]) & ~muted[:, None] & ~np.stack(down, axis=1)
        return snr, audible

    def _frames(self, spoken: Spoken, snr: Floats, audible: Flags) -> Iterator[Heard]:
        """The radio facts of each frame, ready to be written."""
        gateways = self.links.gateways
        high, low = bits(self._key ^ 2, spoken.slot).tolist(), bits(self._key ^ 3, spoken.slot).tolist()
        t = spoken.look.t
        times = np.datetime_as_string((t * 1e9).astype(np.int64).astype("datetime64[ns]")).tolist()
        rssi, ratio = reported(snr)
        levels, ratios = np.round(rssi).astype(np.int64).tolist(), (np.round(ratio * 4) / 4).tolist()
        frames = spoken.look.frame.tolist()
        gps, sessions, heard_by = (t - _GPS_EPOCH).tolist(), spoken.session.tolist(), audible.tolist()
        # NwkID 0 is for private and experimental networks.
        addresses = {session: f"{derive(self._key, session) & 0x01FFFFFF:08x}" for session in set(sessions)}
        for row, (a, b) in enumerate(zip(high, low, strict=True)):
            hearings = [
                Hearing(gateways[n], levels[row][n], ratios[row][n]) for n, heard in enumerate(heard_by[row]) if heard
            ]
            yield Heard(
                _uuid(a, b),
                f"{times[row]}+00:00",
                gps[row],
                addresses[sessions[row]],
                frames[row],
                self.links.spreading_factor,
                a % len(CHANNELS),
                b & 0xFFFFFFFF,
                hearings,
            )


def _uuid(high: int, low: int) -> str:
    """A UUID (version 4 in form) of 128 random bits; the class `uuid.UUID` takes ten times as long."""
    node = f"{low & 0xFFFFFFFFFFFF:012x}"
    return f"{high >> 32:08x}-{high >> 16 & 0xFFFF:04x}-4{high & 0xFFF:03x}-a{low >> 48 & 0xFFF:03x}-{node}"
