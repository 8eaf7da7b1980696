"""Finding the device, its commands and its application; and that nothing is sent which is not written down."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from decoders.downlinks.contract import Downlink
from decoders.registry import builtin
from ingest import chirpstack_queue
from ingest.chirpstack_queue import LastHeard, command, last_heard
from samara.downlinks import audited, decoder_of, find_device
from telemetry.audit import MemoryAuditLog
from telemetry.device import Device
from telemetry.errors import ConfigError, NotFoundError, RejectedError, UnavailableError, UnknownDecoderError
from telemetry.memory import MemoryJournal, MemoryRegistry
from telemetry.ports import Inventory
from telemetry.record import RawMessage
from telemetry.uplink import NetworkInfo

EUI, OTHER = "24e124136b502217", "a84041ffff000001"
APPLICATION = "48f1b7a2-8c0e-4f8b-9d53-0d9d9a5f4c11"


def registry() -> MemoryRegistry:
    held = MemoryRegistry()
    devices = [Device(EUI, name="Cave"), Device(OTHER, name="Grenier"), Device("0" * 16, name="grenier")]
    held.merge(Inventory(devices=tuple(devices)))
    return held


@pytest.mark.parametrize("wanted", [EUI, EUI.upper(), "24-E1-24-13-6B-50-22-17", "cave"])
def test_a_device_is_found_by_eui_or_name(wanted: str) -> None:
    assert find_device(registry(), wanted).dev_eui == EUI


@pytest.mark.parametrize(
    ("wanted", "error"),
    [("1" * 16, "no device is called"), ("Cav", "no device is called"), ("GRENIER", "2 devices are called")],
)
def test_a_name_of_none_or_several_is_refused(wanted: str, error: str) -> None:
    with pytest.raises(NotFoundError, match=error):
        find_device(registry(), wanted)


def heard(tags: dict[str, str] | None = None, profile: str = "") -> LastHeard:
    return LastHeard(APPLICATION, NetworkInfo(profile=profile, tags=tags or {}))


@pytest.mark.parametrize(
    ("device", "last", "decoder"),
    [
        (Device(EUI, decoder="milesight_em300_th"), heard({"decoder": "dragino_lse01"}), "milesight_em300_th"),
        (Device(EUI), heard({"decoder": "dragino_lse01"}, "EM300-TH"), "dragino_lse01"),
        (Device(EUI, tags={"decoder": "dragino_lse01"}), None, "dragino_lse01"),
        (Device(EUI, profile="LSE01"), heard(profile="EM300-TH"), "milesight_em300_th"),
        (Device(EUI, profile="EM300-TH"), None, "milesight_em300_th"),
    ],
)
def test_the_decoder_is_the_ingests(device: Device, last: LastHeard | None, decoder: str) -> None:
    assert decoder_of(device, builtin(), last).id == decoder


def test_a_device_without_a_decoder_has_no_commands() -> None:
    with pytest.raises(UnknownDecoderError, match="name one in the inventory"):
        decoder_of(Device(EUI, profile="Anvil"), builtin(), None)


def message(application: str, dev_eui: str, body: bytes = b"{}", event: str = "up") -> RawMessage:
    return RawMessage("chirpstack", f"application/{application}/device/{dev_eui}/event/{event}", body, 1)


def test_the_application_is_that_of_the_last_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chirpstack_queue, "_PIECE", 7)
    body = f'{{"deviceInfo": {{"devEui": "{EUI}", "deviceProfileName": "EM300-TH", "tags": {{"a": "b"}}}}}}'.encode()
    journal = MemoryJournal()
    journal.append([message("old", EUI, body), message("new", EUI.upper(), body, "status")])
    journal.append([message("other", OTHER), RawMessage("shelly", "shellies/x", b"", 1)] * 20)
    assert last_heard(journal, EUI) == LastHeard("new", NetworkInfo(profile="EM300-TH", tags={"a": "b"}))
    assert last_heard(journal, OTHER) == LastHeard("other", NetworkInfo())
    assert last_heard(journal, "1" * 16) is None


def test_the_search_ends_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chirpstack_queue, "LOOK_BACK", 10)
    journal = MemoryJournal()
    journal.append([message("old", EUI), *[message("other", OTHER)] * 10])
    assert last_heard(journal, EUI) is None


@pytest.mark.parametrize("application", ["", "+", "a/b", "#", "é"])
def test_an_application_that_would_change_the_topic_is_refused(application: str) -> None:
    with pytest.raises(ConfigError, match="is no application id"):
        command(application, EUI, Downlink(85, b"\xff\x10\xff"), "id")


def fails() -> str:
    raise UnavailableError("nobody there")


@pytest.mark.parametrize(
    ("deliver", "last"),
    [
        (lambda: "item-1", ("downlink.sent", {"request": 1, "queue_item": "item-1"})),
        (fails, ("downlink.failed", {"request": 1, "reason": "nobody there"})),
    ],
)
def test_a_downlink_is_written_down_before_and_after(
    deliver: Callable[[], str], last: tuple[str, dict[str, object]]
) -> None:
    audit = MemoryAuditLog()
    try:
        audited(audit, EUI, {"command": "reboot"}, deliver)
    except UnavailableError:
        assert deliver is fails
    request, outcome = (entry.event for entry in audit.entries())
    assert (request.action, request.target, request.detail) == ("downlink.request", EUI, {"command": "reboot"})
    assert (outcome.action, outcome.detail) == last
    assert request.actor
    assert request.origin.startswith("command line on ")
    assert abs(request.time_ms / 1000 - datetime.now(UTC).timestamp()) < 60


def test_what_cannot_be_written_down_is_not_sent() -> None:
    sent = []
    with pytest.raises(RejectedError):
        audited(MemoryAuditLog(), EUI, {"value": float("nan")}, lambda: sent.append("x") or "x")
    assert sent == []
