"""Data messages as Orange Live Objects puts them into a FIFO: hexadecimal payloads, and the operator's own antennas.

Source: the `lora` connector of Live Objects' developer guide. Only the best reception is told, not where it was.
"""

from collections.abc import Iterator
from math import log10

from simulators.encoders import Frame
from simulators.messages import Said, as_json
from simulators.network_server import Gateways, Heard, Identity, Status
from simulators.radio import CHANNELS

FIFO = "fifo/samara"


class MessageWriter:
    """Writes the messages of one device; the network tells neither joins nor batteries."""

    source = "live_objects"

    def __init__(self, device: Identity, _gateways: Gateways) -> None:
        self._dev_eui = device.dev_eui.upper()
        self._stream = f"urn:lo:nsid:lora:{self._dev_eui}"
        self._group = {"id": device.application, "path": f"/{device.application}"}

    def events(self, heard: Heard, frame: Frame, *, joins: bool, status: Status | None) -> Iterator[Said]:  # noqa: ARG002 - as every network's
        """The uplink."""
        f_port, payload = frame
        best = max(heard.hearings, key=lambda hearing: hearing.snr)
        time = f"{heard.time[:23]}Z"
        lora = {
            "devEUI": self._dev_eui,
            "port": f_port,
            "fcnt": heard.f_cnt,
            "rssi": best.rssi,
            "snr": best.snr,
            "esp": round(best.rssi - 10.0 * log10(1.0 + 10.0 ** (-best.snr / 10.0)), 2),
            "sf": heard.spreading_factor,
            "frequency": CHANNELS[heard.channel] / 1e6,
            "signalLevel": max(1, min(5, 5 + int(best.snr // 6))),
            "gatewayCnt": len(heard.hearings),
            "ack": False,
            "messageType": "UNCONFIRMED_DATA_UP",
        }
        message = {
            "id": heard.deduplication_id.replace("-", "")[:24],
            "streamId": self._stream,
            "timestamp": time,
            "created": time,
            "model": "lora_v0",
            "value": {"payload": payload.hex()},
            "tags": [],
            "metadata": {
                "source": self._stream,
                "connector": "lora",
                "group": self._group,
                "network": {"lora": lora},
            },
        }
        yield FIFO, as_json(message)
