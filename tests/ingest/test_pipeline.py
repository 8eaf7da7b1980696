import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from chirpstack_messages import DEV_EUI, HEARD_MS, RECEIVED_MS, entry

from decoders.contract import Decoder, Result
from decoders.registry import Decoders
from ingest.deduplication import Deduplicator
from ingest.pipeline import MAX_PAYLOAD, Outcome, Pipeline
from ingest.sources.contract import Source, Sources
from telemetry.device import Device, Site, Tenant
from telemetry.errors import DecodeError, UnavailableError
from telemetry.memory import MemoryRegistry
from telemetry.ports import Inventory
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_LEVEL, Quantity
from telemetry.reading import Reading
from telemetry.record import JournalEntry, Record
from telemetry.uplink import Event, Notice, Report, Uplink

TOMORROW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def thermometer(uplink: Uplink) -> list[Reading]:
    if uplink.payload == b"\xff":
        raise DecodeError("not a temperature")
    return [Reading(AIR_TEMPERATURE, float(uplink.payload[0]))]


def decoder(name: str, *models: str, decode: Any = thermometer) -> Decoder:
    return Decoder("Maker", models, "manual", frozenset({AIR_TEMPERATURE}), decode, id=name)


def always(*readings: Reading) -> Decoder:
    return decoder("always", decode=lambda _: list(readings))


DECODERS = Decoders([decoder("by_profile", "Milesight EM300-TH"), decoder("by_tag"), decoder("by_registry")])


@pytest.fixture
def registry() -> MemoryRegistry:
    held = MemoryRegistry()
    held.merge(Inventory((Tenant("amiens", "Amiens"),), (Site("school", "amiens", "École"),)))
    return held


def pipeline(registry: MemoryRegistry, *decoders: Decoder) -> Pipeline:
    return Pipeline(Sources.named(["chirpstack"]), registry, Decoders(decoders) if decoders else DECODERS)


def process(registry: MemoryRegistry, event: JournalEntry, *decoders: Decoder) -> Outcome:
    (outcome,) = pipeline(registry, *decoders).process([event], None)
    return outcome


def record_of(outcome: Outcome) -> Record:
    (record,) = outcome.records
    return record


def values(outcome: Outcome) -> dict[Quantity, float]:
    return {point.series.quantity: point.value for point in record_of(outcome).points}


def test_an_uplink_becomes_a_record(registry: MemoryRegistry) -> None:
    outcome = process(registry, entry(seq=9, data="FA=="))
    record = record_of(outcome)
    assert (record.seq, record.received_ms, record.time_ms, record.live) == (9, RECEIVED_MS, HEARD_MS, True)
    assert [(p.series.quantity, p.series.channel, p.time_ms, p.value) for p in record.points] == [
        (AIR_TEMPERATURE, "main", HEARD_MS, 20.0)
    ]
    assert (record.error, outcome.refused) == (None, None)


def test_an_unknown_device_is_adopted_as_unassigned(registry: MemoryRegistry) -> None:
    device = record_of(process(registry, entry())).device
    assert device == registry.device(DEV_EUI)
    assert (device.assigned, device.name) == (False, "École Jules-Verne")


def test_a_known_device_keeps_its_place(registry: MemoryRegistry) -> None:
    registry.merge(Inventory(devices=(Device(DEV_EUI, tenant="amiens", site="school"),)))
    assert record_of(process(registry, entry())).device.site == "school"


@pytest.mark.parametrize(
    ("registered", "tags", "profile", "expected"),
    [
        pytest.param("by_registry", {"decoder": "by_tag"}, "EM300-TH", "by_registry", id="registry before tag"),
        pytest.param("", {"decoder": "by_tag"}, "Milesight EM300-TH", "by_tag", id="tag before profile"),
        pytest.param("", {}, "milesight em300-th", "by_profile", id="profile"),
    ],
)
def test_a_decoder_is_bound(
    registry: MemoryRegistry, registered: str, tags: dict[str, str], profile: str, expected: str
) -> None:
    named = [
        decoder(name, decode=lambda _, name=name: [Reading(AIR_TEMPERATURE, 1.0, name)])
        for name in ("by_registry", "by_tag", "by_profile")
    ]
    named[2] = replace(named[2], models=("Milesight EM300-TH",))
    registry.merge(Inventory(devices=(Device(DEV_EUI, decoder=registered),)))
    outcome = process(registry, entry(tags=tags, deviceProfileName=profile), *named)
    assert record_of(outcome).points[0].series.channel == expected


def test_the_profile_that_the_registry_knows_binds_where_the_uplink_has_none(registry: MemoryRegistry) -> None:
    registry.merge(Inventory(devices=(Device(DEV_EUI, profile="Milesight EM300-TH"),)))
    assert values(process(registry, entry(deviceProfileName=""))) == {AIR_TEMPERATURE: 1.0}


@pytest.mark.parametrize(
    ("device", "changes", "refusal", "reason"),
    [
        pytest.param({}, {"deviceProfileName": "Unheard of"}, "unbound", "no decoder is bound to", id="no decoder"),
        pytest.param({"decoder": "gone"}, {}, "unbound", "no decoder 'gone'", id="a decoder that does not exist"),
        pytest.param({}, {"data": "/w=="}, "decode", "not a temperature", id="refused by the decoder"),
        pytest.param({}, {"data": ""}, "decode", "payload of 0 bytes", id="empty payload"),
    ],
)
def test_an_uplink_that_is_not_understood_is_quarantined_and_still_a_record(
    registry: MemoryRegistry, device: dict[str, str], changes: dict[str, Any], refusal: str, reason: str
) -> None:
    registry.merge(Inventory(devices=(Device(DEV_EUI, tenant="amiens", **device),)))
    event = entry(seq=4, **changes)
    outcome = process(registry, event)
    record = record_of(outcome)
    assert record.points == ()
    assert isinstance(record.event, Uplink)
    assert record.event.receptions
    assert record.error is not None
    assert reason in record.error
    assert outcome.refused is not None
    assert (outcome.refusal, outcome.refused.reason) == (refusal, record.error)
    assert outcome.refused[:5] == event[:5]
    assert (outcome.refused.dev_eui, outcome.refused.tenant) == (DEV_EUI, "amiens")


def test_a_message_that_cannot_be_parsed_is_quarantined_without_a_record(registry: MemoryRegistry) -> None:
    event = entry()._replace(payload=b"{")
    outcome = process(registry, event)
    assert (outcome.records, outcome.refusal) == ((), "parse")
    assert outcome.refused is not None
    assert outcome.refused.payload == b"{"


def test_a_message_that_was_cut_is_refused_for_its_size(registry: MemoryRegistry) -> None:
    outcome = process(registry, entry()._replace(payload=bytes(MAX_PAYLOAD + 1)))
    assert outcome.refused is not None
    assert outcome.refused.reason == "larger than 262144 bytes, and cut there"


@pytest.mark.parametrize(
    "failing",
    [
        pytest.param(decoder("always", decode=lambda _: 1 / 0), id="it raises"),
        pytest.param(decoder("always", decode=lambda _: None), id="it returns nothing"),
        pytest.param(always(Reading(AIR_TEMPERATURE, "20")), id="value is a text"),  # type: ignore[arg-type]
        pytest.param(always(Reading(AIR_TEMPERATURE, 10**400)), id="value has no float"),
        pytest.param(
            always(Reading(AIR_TEMPERATURE, 20.0, time=TOMORROW.replace(tzinfo=None))), id="time without offset"
        ),
    ],
)
def test_a_bug_in_a_decoder_is_quarantined_and_logged_once(
    registry: MemoryRegistry, failing: Decoder, caplog: pytest.LogCaptureFixture
) -> None:
    registry.merge(Inventory(devices=(Device(DEV_EUI, decoder="always"),)))
    steps = pipeline(registry, failing)
    with caplog.at_level(logging.ERROR):
        outcomes = steps.process([entry(seq=seq) for seq in (1, 2)], None)
    assert [outcome.refusal for outcome in outcomes] == ["bug", "bug"]
    assert "bug in" in str(record_of(outcomes[0]).error)
    assert len(caplog.records) == 1


def test_a_bug_in_a_source_is_quarantined(registry: MemoryRegistry) -> None:
    broken = Source(("#",), lambda _: 1 / 0, "broken")  # type: ignore[arg-type, return-value]
    (outcome,) = Pipeline(Sources([broken]), registry, DECODERS).process([entry()._replace(source="broken")], None)
    assert outcome.refusal == "bug"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused(registry: MemoryRegistry, value: float) -> None:
    registry.merge(Inventory(devices=(Device(DEV_EUI, decoder="always"),)))
    outcome = process(registry, entry(), always(Reading(AIR_TEMPERATURE, 1.0), Reading(BATTERY_LEVEL, value)))
    assert record_of(outcome).error == "not a finite number: battery_level"


def test_samples_of_a_wrong_clock_are_quarantined(registry: MemoryRegistry) -> None:
    registry.merge(Inventory(devices=(Device(DEV_EUI, decoder="always"),)))
    logged = always(Reading(AIR_TEMPERATURE, 1.0), Reading(AIR_TEMPERATURE, 2.0, time=TOMORROW))
    outcome = process(registry, entry(), logged)
    assert outcome.refusal == "decode"


def test_an_uplink_of_the_network_alone_is_a_sign_of_life(registry: MemoryRegistry) -> None:
    outcome = process(registry, entry(fPort=0, data="", deviceProfileName=""))
    assert (record_of(outcome).points, record_of(outcome).error, outcome.refused) == ((), None, None)


def test_a_status_needs_no_decoder(registry: MemoryRegistry) -> None:
    assert values(process(registry, entry("status", deviceProfileName="")))[BATTERY_LEVEL] == 75.5


def test_a_join_is_a_record_without_points(registry: MemoryRegistry) -> None:
    record = record_of(process(registry, entry("join")))
    assert isinstance(record.event, Notice)
    assert record.points == ()


@pytest.mark.parametrize(
    ("changes", "live"),
    [
        pytest.param({}, True, id="now"),
        pytest.param({"retained": True}, False, id="retained by the broker"),
        pytest.param({"received_ms": RECEIVED_MS + 3_500_000}, True, id="an hour late, nearly"),
        pytest.param({"received_ms": RECEIVED_MS + 3_600_000}, False, id="more than an hour late"),
        pytest.param({"time": "2030-01-01T00:00:00Z"}, True, id="future-dated, stored at its reception"),
    ],
)
def test_liveness(registry: MemoryRegistry, changes: dict[str, Any], *, live: bool) -> None:
    assert record_of(process(registry, entry(**changes))).live is live


def test_a_historical_report_is_not_live(registry: MemoryRegistry) -> None:
    def replayed(event: JournalEntry) -> Sequence[Event]:
        report = Report(DEV_EUI, datetime(2026, 11, 21, 8, tzinfo=UTC), (), historical=True)
        return [report, report._replace(historical=False)]

    steps = Pipeline(Sources([Source(("#",), replayed, "plc")]), registry, DECODERS)
    assert [record.live for record in steps.process([entry()._replace(source="plc")], None)[0].records] == [False, True]


def test_a_duplicate_is_counted_and_no_record(registry: MemoryRegistry) -> None:
    steps, deduplicator = pipeline(registry), Deduplicator(60_000)
    first, second = steps.process([entry(seq=seq) for seq in (1, 2)], deduplicator)
    assert len(first.records) == 1
    assert second == Outcome(2, duplicates=1)


def test_a_status_heard_again_is_no_duplicate(registry: MemoryRegistry) -> None:
    steps, deduplicator = pipeline(registry), Deduplicator(60_000)
    assert [len(one.records) for one in steps.process([entry("status", seq=seq) for seq in (1, 2)], deduplicator)] == [
        1,
        1,
    ]


def test_a_registry_that_is_away_is_not_the_message_s_fault(registry: MemoryRegistry) -> None:
    class Away(MemoryRegistry):
        def adopt(self, event: Event) -> Device:
            raise UnavailableError("the registry is away")

    with pytest.raises(UnavailableError):
        process(Away(), entry())


def test_the_uplinks_of_one_codec_are_decoded_together_and_keep_their_places(registry: MemoryRegistry) -> None:
    asked: list[int] = []

    def together(uplinks: Sequence[Uplink]) -> list[Result]:
        asked.append(len(uplinks))
        return [DecodeError("no") if up.payload == b"\xff" else thermometer(up) for up in uplinks]

    codec = replace(decoder("codec", "Codec"), decode_many=together)
    steps = pipeline(registry, codec, decoder("native", "Native"))
    sent = [("Codec", "AQ=="), ("Native", "Ag=="), ("Codec", "/w=="), ("Nobody", "AA=="), ("Codec", "Aw==")]
    entries = [
        entry(seq=seq, data=data, deviceProfileName=profile, deduplicationId=str(seq), fCnt=seq)
        for seq, (profile, data) in enumerate(sent, 1)
    ]
    outcomes = steps.process(entries, Deduplicator(60_000))
    assert asked == [3]
    assert [outcome.seq for outcome in outcomes] == [1, 2, 3, 4, 5]
    assert [outcome.refusal for outcome in outcomes] == ["", "", "decode", "unbound", ""]
    assert [values(outcome).get(AIR_TEMPERATURE) for outcome in outcomes] == [1.0, 2.0, None, None, 3.0]
    assert record_of(outcomes[2]).error == "codec: no"


def test_a_codec_that_fails_altogether_refuses_each_of_its_uplinks(registry: MemoryRegistry) -> None:
    def broken(uplinks: Sequence[Uplink]) -> list[Result]:
        raise ZeroDivisionError

    steps = pipeline(registry, replace(decoder("codec", "Codec"), decode_many=broken))
    entries = [entry(seq=seq, deviceProfileName="Codec") for seq in (1, 2)]
    assert [outcome.refusal for outcome in steps.process(entries, None)] == ["bug", "bug"]
