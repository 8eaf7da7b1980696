"""Messages as The Things Stack v3 publishes them over MQTT: empty, zero and false members left out, EUIs in capitals.

Source: The Things Stack's API reference (`ApplicationUp`) and its MQTT integration.
"""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from simulators.encoders import Frame
from simulators.messages import Said, as_json
from simulators.network_server import TENANT, Gateways, Heard, Hearing, Identity, Status
from simulators.radio import BANDWIDTH, CHANNELS, time_on_air
from simulators.territory import slug

_HEADER_AND_MIC = 13
"""Bytes of LoRaWAN around a payload."""


class MessageWriter:
    """Writes the messages of one device."""

    source = "the_things_stack"

    def __init__(self, device: Identity, gateways: Gateways) -> None:
        self._masts = gateways.masts
        self._tenant = slug(TENANT)
        device_id = f"eui-{device.dev_eui}"
        self._topic = f"v3/{device.application}@{self._tenant}/devices/{device_id}/"
        self._ids = {
            "device_id": device_id,
            "application_ids": {"application_id": device.application},
            "dev_eui": device.dev_eui.upper(),
            "join_eui": "0253414D00000000",
        }

    def events(self, heard: Heard, frame: Frame, *, joins: bool, status: Status | None) -> Iterator[Said]:
        """A join where there is one, and the uplink, in which a new battery level stands."""
        if joins:
            yield self._message("join", heard, join_accept={"session_key_id": _key(heard), "received_at": _utc(heard)})
        yield self._message("up", heard, uplink_message=self._uplink(heard, frame, status))

    def _message(self, event: str, heard: Heard, **what: dict[str, Any]) -> Said:
        message = {
            "end_device_ids": self._ids | {"dev_addr": heard.dev_addr.upper()},
            "correlation_ids": [f"as:up:{heard.deduplication_id}"],
            "received_at": _utc(heard),
        }
        return self._topic + event, as_json(message | what)

    def _uplink(self, heard: Heard, frame: Frame, status: Status | None) -> dict[str, Any]:
        f_port, payload = frame
        lora = {"bandwidth": BANDWIDTH, "spreading_factor": heard.spreading_factor, "coding_rate": "4/5"}
        battery = {"f_cnt": heard.f_cnt, "value": status.battery, "received_at": _utc(heard)} if status else {}
        airtime = time_on_air(heard.spreading_factor, _HEADER_AND_MIC + len(payload))
        members = {
            "session_key_id": _key(heard),
            "f_port": f_port,
            "f_cnt": heard.f_cnt,
            "frm_payload": b64encode(payload).decode(),
            "rx_metadata": [self._reception(heard, hearing) for hearing in heard.hearings],
            "settings": {"data_rate": {"lora": lora}, "frequency": str(CHANNELS[heard.channel]), "time": _utc(heard)},
            "received_at": _utc(heard),
            "consumed_airtime": f"{airtime:.6f}s",
            "network_ids": {"net_id": "000000", "tenant_id": self._tenant, "cluster_id": "eu1"},
            "last_battery_percentage": battery,
        }
        return _present(members)

    def _reception(self, heard: Heard, hearing: Hearing) -> dict[str, Any]:
        mast = self._masts[hearing.gateway]
        place = {"latitude": mast.latitude, "longitude": mast.longitude, "altitude": int(mast.height)}
        members = {
            "gateway_ids": {"gateway_id": f"eui-{mast.gateway_id}", "eui": mast.gateway_id.upper()},
            "time": _utc(heard),
            "timestamp": heard.uplink_id,
            "rssi": hearing.rssi,
            "channel_rssi": hearing.rssi,
            "snr": hearing.snr,
            "location": place | {"source": "SOURCE_REGISTRY"},
            "channel_index": heard.channel,
        }
        return _present(members)


def _present(members: dict[str, Any]) -> dict[str, Any]:
    """The members that are not empty, zero or false: those that protobuf writes into JSON by default."""
    return {name: value for name, value in members.items() if value}


def _utc(heard: Heard) -> str:
    return heard.time.replace("+00:00", "Z")


def _key(heard: Heard) -> str:
    """The session's key id, in base64: one for each device address."""
    return b64encode(bytes.fromhex(heard.dev_addr)).decode()
