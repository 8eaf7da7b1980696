"""What travels: raw messages into the journal, records out of the pipeline."""

from typing import NamedTuple

from telemetry.device import Device
from telemetry.series import Series
from telemetry.uplink import Event


class RawMessage(NamedTuple):
    """One message as it came: `source` names the parser, `received_ms` is our own clock."""

    source: str
    topic: str
    payload: bytes
    received_ms: int
    retained: bool = False


class JournalEntry(NamedTuple):
    """A raw message at its place in the journal; `seq` only grows and is never used twice."""

    seq: int
    source: str
    topic: str
    payload: bytes
    received_ms: int
    retained: bool = False


class Point(NamedTuple):
    """One observation: a series, a stored time (ms), a value in the quantity's unit."""

    series: Series
    time_ms: int
    value: float


class Record(NamedTuple):
    """One journal entry understood: the device it came from, its event, the points it states.

    `error` says why an uplink could not be decoded; then `points` is empty and the entry is in quarantine.
    `live` is false for retained and historical data and for what is decoded again, which alarms ignore.
    """

    seq: int
    device: Device
    event: Event
    received_ms: int
    time_ms: int
    points: tuple[Point, ...] = ()
    error: str | None = None
    live: bool = True


class QuarantineEntry(NamedTuple):
    """A journal entry that could not be used, with its raw bytes and the reason."""

    seq: int
    source: str
    topic: str
    payload: bytes
    received_ms: int
    reason: str
    dev_eui: str = ""
    tenant: str = ""
    decoder: str = ""


class Activity(NamedTuple):
    """The last that was heard of a device by radio; `gateways` counts the receptions."""

    time_ms: int
    rssi: int | None = None
    snr: float | None = None
    spreading_factor: int | None = None
    f_cnt: int | None = None
    gateway: str = ""
    gateways: int = 0
