"""What network servers deliver: uplinks with their receptions, and the other events of a device.

The names are LoRaWAN's and ChirpStack's (`api/proto/integration/integration.proto`). Named tuples, not
dataclasses: tens of thousands are made in a second, and a frozen dataclass costs four times as much.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from telemetry.reading import Reading

NO_TAGS: Mapping[str, str] = MappingProxyType({})


class Reception(NamedTuple):
    """One gateway's hearing of an uplink: `rssi` in dBm, `snr` in dB."""

    gateway_id: str
    rssi: int | None = None
    snr: float | None = None
    latitude: float | None = None
    longitude: float | None = None


class NetworkInfo(NamedTuple):
    """What the network server says of the device beside the frame: its names, profile and tags."""

    device_name: str = ""
    profile: str = ""
    application: str = ""
    tenant: str = ""
    tags: Mapping[str, str] = NO_TAGS


NO_NETWORK_INFO = NetworkInfo()


class Uplink(NamedTuple):
    """One application frame of a device: bytes untouched, `time` the network server's (aware UTC)."""

    dev_eui: str
    time: datetime
    f_port: int
    payload: bytes
    f_cnt: int = 0
    deduplication_id: str = ""
    receptions: tuple[Reception, ...] = ()
    spreading_factor: int | None = None
    bandwidth: int | None = None
    frequency: int | None = None
    confirmed: bool = False
    network: NetworkInfo = NO_NETWORK_INFO

    @property
    def best_reception(self) -> Reception | None:
        """The reception of highest SNR, RSSI deciding between equals: one gateway, not two maxima."""
        return max(self.receptions, key=_signal, default=None)


def _signal(reception: Reception) -> tuple[float, float]:
    floor = float("-inf")
    snr = floor if reception.snr is None else reception.snr
    return snr, floor if reception.rssi is None else reception.rssi


class Report(NamedTuple):
    """Values that the network or the equipment itself states, needing no decoder.

    A ChirpStack `status` or `location` is one, and so is a Sparkplug or Shelly message. `historical`
    values are kept, never live.
    """

    dev_eui: str
    time: datetime
    readings: tuple[Reading, ...]
    kind: str = "report"
    historical: bool = False
    network: NetworkInfo = NO_NETWORK_INFO


class Notice(NamedTuple):
    """Something that happened to a device and carries no reading: join, ack, txack, log."""

    dev_eui: str
    time: datetime
    kind: str
    detail: Mapping[str, object] = MappingProxyType({})
    network: NetworkInfo = NO_NETWORK_INFO


Event = Uplink | Report | Notice
