"""How the devices of a scenario speak: payloads of real equipment, by the kinds of `alarms/field_kinds.yaml`."""

import base64
import json
import struct
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from telemetry.device import Device, Domain
from telemetry.eui import equipment_eui
from telemetry.record import RawMessage
from telemetry.times import from_ms

KINDS: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "alarms" / "field_kinds.yaml").read_text("utf-8")
)
GATEWAY = "0016c001f153a14c"


class Sensor:
    """A device of a scenario: what the registry knows of it, and how it speaks."""

    def __init__(self, name: str, number: int, options: dict[str, Any]) -> None:
        self.name = name
        self.kind = KINDS[options["is"]]
        self.source: str = self.kind.get("source", "chirpstack")
        self.gateways: list[str] = options.get("gateways", [GATEWAY])
        identity = self.kind.get("identity", "$name").replace("$name", name)
        eui = f"02{number:014x}" if self.source == "chirpstack" else equipment_eui(self.source, identity)
        self.device = Device(
            eui,
            tenant="somme-numerique",
            site=options["site"],
            name=options.get("name", name),
            domain=Domain(options.get("domain", "other")),
            tags=options.get("tags", {}),
        )
        self._frames = 0

    def message(self, now_ms: int, words: dict[str, Any]) -> RawMessage:
        """What it publishes to say this; `late` says by how many minutes, `retained` and `again` are the broker's."""
        retained, heard_ms = words.pop("retained", False), now_ms - round(60_000 * words.pop("late", 0))
        self._frames += not words.pop("again", False)
        known = {"name": self.name, "ms": heard_ms, "s": heard_ms / 1000, "values": words, **words}
        if self.source == "chirpstack":
            form, *numbers = self.kind["frame"]
            packed = struct.pack(form, *(round(_filled(number, known)) for number in numbers))
            topic, body = self._uplink(from_ms(heard_ms), packed)
        else:
            topic, body = self.kind["topic"].replace("$name", self.name), _filled(self.kind["payload"], known)
        return RawMessage(self.source, topic, json.dumps(body).encode(), now_ms, retained)

    def _uplink(self, time: datetime, payload: bytes) -> tuple[str, dict[str, Any]]:
        info = {
            "tenantName": "Somme Numérique",
            "applicationId": "1",
            "applicationName": "Somme",
            "devEui": self.device.dev_eui,
            "deviceProfileName": self.kind["profile"],
            "deviceName": self.name,
        }
        heard = [{"gatewayId": one, "rssi": -87, "snr": 7.5, "crcStatus": "CRC_OK"} for one in self.gateways]
        body = {
            "deduplicationId": f"{self.device.dev_eui}-{self._frames}",
            "time": time.isoformat(),
            "deviceInfo": info,
            "devAddr": "00189440",
            "dr": 5,
            "fCnt": self._frames,
            "fPort": self.kind["f_port"],
            "data": base64.b64encode(payload).decode(),
            "rxInfo": heard,
        }
        return f"application/1/device/{self.device.dev_eui}/event/up", body


def _filled(part: Any, known: dict[str, Any]) -> Any:
    """A template with what it names: `$temperature`, or `$temperature*10`."""
    match part:
        case dict():
            return {key: _filled(value, known) for key, value in part.items()}
        case list():
            return [_filled(value, known) for value in part]
        case str() if part.startswith("$"):
            name, _, factor = part[1:].partition("*")
            return known[name] * float(factor) if factor else known[name]
    return part


def sensors(devices: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Sensor]]:
    """The devices by name; one with `copies` is as many, `name#1` and so on."""
    number = 0
    for name, options in devices.items():
        for copy in range(1, options.get("copies", 1) + 1):
            number += 1
            own = {**options, "site": options["site"].replace("#", str(copy))}
            called = f"{name}#{copy}" if "copies" in options else name
            yield called, Sensor(called.replace("#", "-"), number, own)
