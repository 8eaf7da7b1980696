"""Events as ChirpStack 4 publishes them: topics, and protobuf-JSON with default values present.

Source: ChirpStack's `api/proto/integration/integration.proto` and its MQTT integration. A week of a fleet is
tens of thousands of events, so what does not change from one to the next is written once, as text.
"""

import json
from binascii import b2a_base64
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from chirpstack_api.integration import integration_pb2
from google.protobuf import json_format

from simulators.encoders import Frame
from simulators.messages import Said
from simulators.noise import derive
from simulators.radio import CHANNELS, Mast
from telemetry.record import RawMessage

TENANT: Final = "Somme Numérique"
_PROTOBUF = {
    "up": integration_pb2.UplinkEvent,
    "join": integration_pb2.JoinEvent,
    "status": integration_pb2.StatusEvent,
}


class Identity(NamedTuple):
    """What the network server knows of a device."""

    dev_eui: str
    name: str
    profile: str
    application: str


class Hearing(NamedTuple):
    """One gateway's reception: index of the gateway, dBm, dB."""

    gateway: int
    rssi: int
    snr: float


class Heard(NamedTuple):
    """A frame that reached at least one gateway; texts are RFC 3339 instants and a UUID."""

    deduplication_id: str
    time: str
    gps_seconds: float
    dev_addr: str
    f_cnt: int
    spreading_factor: int
    channel: int
    uplink_id: int
    hearings: list[Hearing]


class Status(NamedTuple):
    """What a device answers when it is asked: how much stronger than needed it hears downlinks (dB), battery (%)."""

    margin: int
    battery: float


class Network(Protocol):
    """Writes what a network server publishes of one device; `source` is the dialect that the ingest reads it by."""

    source: str

    def events(self, heard: Heard, frame: Frame, *, joins: bool, status: Status | None) -> Iterator[Said]:
        """What is published when a frame has been heard; `joins` when it is the first of a session."""


def identifier(*names: object) -> str:
    """A UUID (version 4 in form) that these names always give."""
    return str(UUID(int=derive(*names, "high") << 64 | derive(*names, "low"), version=4))


class Gateways:
    """Writes the `rxInfo` of receptions."""

    def __init__(self, masts: Sequence[Mast]) -> None:
        self.masts = tuple(masts)
        self._texts = [self._fixed(mast) for mast in masts]

    @staticmethod
    def _fixed(mast: Mast) -> tuple[str, str]:
        place = {"latitude": mast.latitude, "longitude": mast.longitude, "altitude": mast.height}
        location = json.dumps(place | {"source": "CONFIG", "accuracy": 0.0}, separators=(",", ":"))
        metadata = '{"region_common_name":"EU868","region_config_id":"eu868"}'
        end = f'"location":{location},"context":"AAAAAA==","metadata":{metadata},"crcStatus":"CRC_OK"}}'
        return f'{{"gatewayId":"{mast.gateway_id}","uplinkId":', end

    def receptions(self, frame: Heard) -> str:
        """The receptions of a frame, as a JSON array."""
        when = f'"gwTime":"{frame.time}","nsTime":"{frame.time}","timeSinceGpsEpoch":"{frame.gps_seconds:.3f}s"'
        radio = f'"channel":{frame.channel},"rfChain":{frame.channel >> 2},"board":0,"antenna":0'
        rows = []
        for number, (gateway, rssi, snr) in enumerate(frame.hearings):
            begin, end = self._texts[gateway]
            uplink_id = (frame.uplink_id + number) & 0xFFFFFFFF
            rows.append(f'{begin}{uplink_id},{when},"rssi":{rssi},"snr":{snr},{radio},{end}')
        return f"[{','.join(rows)}]"


class EventWriter:
    """Writes the events of one device."""

    source = "chirpstack"

    def __init__(self, device: Identity, gateways: Gateways) -> None:
        application = identifier("application", device.application)
        self._gateways = gateways
        self._topic = f"application/{application}/device/{device.dev_eui}/event/"
        info = {
            "tenantId": identifier("tenant", TENANT),
            "tenantName": TENANT,
            "applicationId": application,
            "applicationName": device.application,
            "deviceProfileId": identifier("profile", device.profile),
            "deviceProfileName": device.profile,
            "deviceName": device.name,
            "devEui": device.dev_eui,
            "deviceClassEnabled": "CLASS_A",
            "tags": {},
        }
        self._info = f'"deviceInfo":{json.dumps(info, ensure_ascii=False, separators=(",", ":"))}'

    def events(self, heard: Heard, frame: Frame, *, joins: bool, status: Status | None) -> Iterator[Said]:
        """A join where there is one, the uplink, a status where there is one."""
        if joins:
            yield self.topic("join"), self.join(heard)
        yield self.topic("up"), self.up(heard, frame)
        if status:
            yield self.topic("status"), self.status(heard, status)

    def topic(self, event: str) -> str:
        """The MQTT topic of an event: up, join, status."""
        return self._topic + event

    def up(self, heard: Heard, frame: Frame) -> bytes:
        """An uplink; `dr` follows from the spreading factor (EU868: DR0 is SF12)."""
        f_port, payload = frame
        spreading_factor = heard.spreading_factor
        return (
            f'{{"deduplicationId":"{heard.deduplication_id}","time":"{heard.time}",{self._info},'
            f'"devAddr":"{heard.dev_addr}","adr":true,"dr":{12 - spreading_factor},"fCnt":{heard.f_cnt},'
            f'"fPort":{f_port},"confirmed":false,"data":"{b2a_base64(payload, newline=False).decode()}",'
            f'"rxInfo":{self._gateways.receptions(heard)},'
            f'"txInfo":{{"frequency":{CHANNELS[heard.channel]},"modulation":{{"lora":{{"bandwidth":125000,'
            f'"spreadingFactor":{spreading_factor},"codeRate":"CR_4_5","polarizationInversion":false,"preamble":0,'
            f'"noCrc":false}}}}}},"regionConfigId":"eu868"}}'
        ).encode()

    def join(self, heard: Heard) -> bytes:
        """A join; ChirpStack sends it with the first uplink of the new session."""
        return (
            f'{{"deduplicationId":"{_other(heard, "join")}","time":"{heard.time}",{self._info},'
            f'"devAddr":"{heard.dev_addr}","regionConfigId":"eu868"}}'
        ).encode()

    def status(self, heard: Heard, status: Status) -> bytes:
        """An answer to DevStatusReq."""
        return (
            f'{{"deduplicationId":"{_other(heard, "status")}","time":"{heard.time}",{self._info},'
            f'"margin":{status.margin},"externalPowerSource":false,"batteryLevelUnavailable":false,"batteryLevel":{status.battery:.2f}}}'
        ).encode()


def _other(heard: Heard, event: str) -> str:
    return identifier(heard.deduplication_id, event)


def as_protobuf(message: RawMessage) -> RawMessage:
    """The same event as protobuf, for a ChirpStack whose MQTT integration has `json=false` (its default).

    Messages of other sources stay as they are.
    """
    if message.source != EventWriter.source:
        return message
    event = _PROTOBUF[message.topic.rsplit("/", 1)[1]]()
    return message._replace(payload=json_format.Parse(message.payload, event).SerializeToString())
