"""ChirpStack v4 uplinks of about 900 bytes for the benchmarks: an EM300-TH that says temperature, humidity, battery."""

import base64
import struct
import uuid
from datetime import UTC, datetime

_EVENT = (
    '{"deduplicationId":"%s","time":"%s","deviceInfo":{"tenantId":"52f14cd4-c6f1-4fbd-8f87-4025e1d49242",'
    '"tenantName":"Somme Numérique","applicationId":"17c82e96-be03-4f38-aef3-f83d48582d97",'
    '"applicationName":"Batiments",'
    '"deviceProfileId":"14855bf7-d10d-4aee-b618-ebfcb64dc7ad","deviceProfileName":"Milesight EM300-TH",'
    '"deviceName":"capteur %d","devEui":"%s","deviceClassEnabled":"CLASS_A","tags":{}},"devAddr":"00189440",'
    '"adr":true,"dr":5,"fCnt":%d,"fPort":85,"confirmed":false,"data":"%s","rxInfo":[{"gatewayId":"0016c001f153a14c",'
    '"uplinkId":4217106255,"gwTime":"2026-11-21T08:00:00.123+00:00","rssi":-%d,"snr":%d.5,"channel":3,"rfChain":1,'
    '"location":{"latitude":49.894,"longitude":2.302},"context":"E3OWOQ==","metadata":{"region_name":"eu868",'
    '"region_common_name":"EU868"},"crcStatus":"CRC_OK"}],"txInfo":{"frequency":867100000,"modulation":{"lora":'
    '{"bandwidth":125000,"spreadingFactor":7,"codeRate":"CR_4_5"}}},"regionConfigId":"eu868"}'
)
_NAMESPACE = uuid.UUID("17c82e96-be03-4f38-aef3-f83d48582d97")


def dev_eui(device: int) -> str:
    """The EUI of the n-th device: locally administered, so nobody's."""
    return f"02{device:014x}"


def uplink(device: int, f_cnt: int, time: datetime | None = None) -> tuple[str, bytes]:
    """Topic and payload of one `up` event; each value differs from the one before it."""
    payload = struct.pack("<BBBBBhBBB", 1, 0x75, 92, 3, 0x67, 180 + f_cnt % 100, 4, 0x68, 80 + device % 40)
    instant = (time or datetime.now(UTC)).isoformat(timespec="microseconds")
    body = _EVENT % (
        uuid.UUID(int=device << 64 | f_cnt),
        instant,
        device,
        dev_eui(device),
        f_cnt,
        base64.b64encode(payload).decode(),
        70 + device % 50,
        device % 9,
    )
    return f"application/{_NAMESPACE}/device/{dev_eui(device)}/event/up", body.encode()
