"""From a device's name to a frame in its queue: find it, find its commands, send, and write down that it was sent."""

from collections.abc import Callable, Mapping
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode

from decoders.contract import Decoder
from decoders.registry import Decoders
from ingest.chirpstack_queue import LastHeard
from samara.operator import act
from simulators.mqtt import Connection
from telemetry.device import Device
from telemetry.errors import (
    NotFoundError,
    ParseError,
    RejectedError,
    TelemetryError,
    UnavailableError,
    UnknownDecoderError,
)
from telemetry.eui import parse_eui
from telemetry.ports import AuditLog, DeviceFilter, Registry
from telemetry.settings import MqttSettings
from telemetry.uplink import NO_NETWORK_INFO

_PATIENCE_S = 10.0


def find_device(registry: Registry, wanted: str) -> Device:
    """The device of this EUI, or the only one of this name; raises `NotFoundError`."""
    try:
        device = registry.device(parse_eui(wanted))
        named = [device] if device else []
    except ParseError:
        held = registry.devices(DeviceFilter(text=wanted))
        named = [device for device in held if device.name.casefold() == wanted.casefold()]
    if len(named) == 1:
        return named[0]
    found = f"{len(named)} devices are" if named else "no device is"
    raise NotFoundError(f"{found} called {wanted!r:.80}; give the DevEUI, `samara inventory export` lists them")


def decoder_of(device: Device, decoders: Decoders, heard: LastHeard | None) -> Decoder:
    """The decoder that reads a device's uplinks, chosen as the ingest chooses it; or `UnknownDecoderError`."""
    network = heard.network if heard else NO_NETWORK_INFO
    name = device.decoder or {**device.tags, **network.tags}.get("decoder")
    if name:
        return decoders.find(name)
    profile = network.profile or device.profile
    decoder = decoders.for_profile(profile) if profile else None
    if decoder is None:
        raise UnknownDecoderError(
            f"no decoder is bound to {device.dev_eui} (profile {profile!r:.60}), so its commands are not known: "
            "name one in the inventory"
        )
    return decoder


class CommandPublisher(Connection):
    """Publishes single messages at QoS 1, and knows whether the broker took them."""

    def __init__(self, settings: MqttSettings) -> None:
        super().__init__(settings)
        self._url = settings.url
        self._problem: str | None = None
        self._client.on_publish = self._on_publish

    def publish(self, topic: str, body: bytes) -> None:
        """Send one message and wait for its acknowledgement; raises `UnavailableError` or `RejectedError`."""
        message = self._client.publish(topic, body, qos=1)
        if message.rc == MQTTErrorCode.MQTT_ERR_SUCCESS:
            message.wait_for_publish(_PATIENCE_S)
        if self._problem:
            raise RejectedError(f"{self._url} refuses the message to {topic}: {self._problem}")
        if message.rc != MQTTErrorCode.MQTT_ERR_SUCCESS or not message.is_published():
            raise UnavailableError(f"{self._url} does not acknowledge: {paho.error_string(message.rc)}; try again")

    def _on_publish(self, _client: Any, _data: Any, _mid: int, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._problem = str(reason)


def audited(audit: AuditLog, dev_eui: str, detail: Mapping[str, Any], deliver: Callable[[], str]) -> str:
    """Deliver a downlink between two entries of the audit log, and return its id in the device's queue.

    The request is on disk before anything is sent: what cannot be written down is not done.
    """
    request = audit.append(act("downlink.request", dev_eui, detail))
    try:
        item_id = deliver()
    except TelemetryError as error:
        audit.append(act("downlink.failed", dev_eui, {"request": request.seq, "reason": str(error)}))
        raise
    audit.append(act("downlink.sent", dev_eui, {"request": request.seq, "queue_item": item_id}))
    return item_id
