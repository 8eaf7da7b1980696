"""Every recorded message becomes the events that stand beside it."""

import pytest
from source_cases import FOLDER, Case, cases, shown

from ingest.sources.contract import Sources, discover
from telemetry.errors import ParseError

SOURCES = Sources(discover())
ALL = list(cases())


@pytest.mark.parametrize("case", ALL, ids=[f"{case.source}: {case.name}" for case in ALL])
def test_a_recorded_message(case: Case) -> None:
    if case.error is not None:
        with pytest.raises(ParseError, match=case.error):
            SOURCES.parse(case.entry)
    else:
        assert [shown(event) for event in SOURCES.parse(case.entry)] == case.events


def test_every_source_has_recorded_messages_good_and_bad() -> None:
    elsewhere = {"chirpstack"}  # tests/ingest/test_chirpstack.py
    for source in discover():
        mine = [case for case in ALL if case.source == source.name]
        assert source.name in elsewhere or any(case.events for case in mine), f"no message of {source.name} in {FOLDER}"
        assert source.name in elsewhere or any(case.error for case in mine), f"no bad message of {source.name}"


@pytest.mark.parametrize("case", ALL, ids=[f"{case.source}: {case.name}" for case in ALL])
def test_a_recorded_message_arrives_on_a_topic_of_its_source(case: Case) -> None:
    source = next(source for source in discover() if source.name == case.source)
    if not case.error and not case.topic.startswith("ingest/"):
        assert Sources([source]).name_for(case.topic) == case.source
