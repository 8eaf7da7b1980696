"""Downlinks into the queue of a device on ChirpStack v4: by its MQTT command topic, or by its gRPC API.

The topic is `application/{application_id}/device/{dev_eui}/command/down` (ChirpStack, MQTT integration). By it
ChirpStack answers nothing; what it cannot use it only logs.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from chirpstack_api import api

from decoders.downlinks.contract import Downlink
from ingest.chirpstack_api import connected
from ingest.sources.chirpstack import parse
from telemetry.errors import ConfigError, ParseError
from telemetry.ports import Journal
from telemetry.record import JournalEntry
from telemetry.uplink import NO_NETWORK_INFO, NetworkInfo

LOOK_BACK = 1_000_000
"""Journal entries that are searched for a device's last message, the newest first."""
_PIECE = 1_000

_APPLICATION = re.compile(r"[0-9A-Za-z-]{1,64}")


class LastHeard(NamedTuple):
    """Where a device was last heard on ChirpStack, and what ChirpStack said of it."""

    application: str
    network: NetworkInfo


def last_heard(journal: Journal, dev_eui: str) -> LastHeard | None:
    """The application of a device's last message, None when it has sent nothing within `LOOK_BACK` entries."""
    for entry in islice(newest_first(journal), LOOK_BACK):
        match entry.topic.split("/"):
            case ["application", application, "device", eui, "event", _] if eui.lower() == dev_eui:
                return LastHeard(application, _network(entry))
    return None


def newest_first(journal: Journal) -> Iterator[JournalEntry]:
    """All that the journal holds, from its end."""
    first, last = journal.span()
    for end in range(last, first - 1, -_PIECE):
        piece: list[JournalEntry] = []
        after = max(first - 1, end - _PIECE)
        # One read may give less than was asked for, where messages are large.
        while after < end and (entries := journal.read(after, end - after)):
            piece += entries
            after = entries[-1].seq
        yield from reversed(piece)


def _network(entry: JournalEntry) -> NetworkInfo:
    try:
        return parse(entry)[0].network
    except ParseError:
        return NO_NETWORK_INFO


def command(
    application: str, dev_eui: str, downlink: Downlink, item_id: str, *, confirmed: bool = False
) -> tuple[str, bytes]:
    """The MQTT topic and body that queue a downlink under the id `item_id` (a UUID of ours)."""
    if not _APPLICATION.fullmatch(application):
        raise ConfigError(
            f"{application!r:.80} is no application id; copy it from the application's page of ChirpStack"
        )
    body = {
        "id": item_id,
        "devEui": dev_eui,
        "confirmed": confirmed,
        "fPort": downlink.f_port,
        "data": b64encode(downlink.payload).decode(),
    }
    return f"application/{application}/device/{dev_eui}/command/down", json.dumps(body).encode()


def enqueue(
    address: str, token: str, dev_eui: str, downlink: Downlink, *, confirmed: bool = False, tls: bool = False
) -> str:
    """Queue a downlink by gRPC and return the id that the server gave it.

    Raises `ConfigError`, `UnavailableError` or `RejectedError`.
    """
    item = api.DeviceQueueItem(dev_eui=dev_eui, confirmed=confirmed, f_port=downlink.f_port, data=downlink.payload)
    with connected(address, token, tls=tls) as server:
        stub = api.DeviceServiceStub(server.channel)
        return str(server.call(stub.Enqueue, api.EnqueueDeviceQueueItemRequest(queue_item=item)).id)
