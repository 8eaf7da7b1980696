import pytest
from chirpstack_messages import TOPIC, entry

from ingest.sources.contract import Source, Sources, discover
from telemetry.errors import ConfigError, ParseError


def nothing(_entry: object) -> list[object]:
    return []


def test_chirpstack_is_found_by_walking_the_folder() -> None:
    names = [source.name for source in discover()]
    assert "chirpstack" in names
    assert names == sorted(set(names))


def test_every_source_says_what_it_listens_to() -> None:
    for source in discover():
        # What is pushed has been let in by `ingest.push` already.
        assert source.topics or source.http or source.name == "push"
        for topic in source.topics:
            assert Sources([source]).name_for(topic.replace("+", "x").replace("#", "x")) == source.name


def test_sources_are_chosen_by_name() -> None:
    sources = Sources.named(["chirpstack"])
    assert sources.topics == ("application/+/device/+/event/+",)
    assert sources.name_for(TOPIC.format("24e124136b502217", "up")) == "chirpstack"
    assert len(sources.parse(entry())) == 1


def test_a_source_that_does_not_exist_is_named() -> None:
    with pytest.raises(ConfigError, match=r"no source 'lorawan'; known: .*chirpstack"):
        Sources.named(["lorawan"])


@pytest.mark.parametrize(
    ("topic_filter", "topic", "matches"),
    [
        ("a/+/c", "a/b/c", True),
        ("a/+/c", "a//c", True),
        ("a/+/c", "a/b/b/c", False),
        ("a/#", "a/b/c", True),
        ("a/#", "a", True),
        ("a/#", "ab", False),
        ("#", "a/b", True),
        ("a.c", "abc", False),
        ("a/+", "a/b\n", True),
    ],
)
def test_topics_match_as_mqtt_says(topic_filter: str, topic: str, *, matches: bool) -> None:
    sources = Sources([Source((topic_filter,), nothing, "one")])
    assert sources.name_for(topic) == ("one" if matches else "")


def test_the_first_source_that_listens_has_the_message() -> None:
    sources = Sources([Source(("x/y", "a/#"), nothing, "the_first"), Source(("a/b",), nothing, "second")])
    assert sources.name_for("a/b") == "the_first"
    assert sources.topics == ("x/y", "a/#", "a/b")


@pytest.mark.parametrize(("source", "reason"), [("", "no source listens"), ("ttn", "'ttn' is not in use")])
def test_an_entry_that_nobody_reads_is_a_parse_error(source: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        Sources.named(["chirpstack"]).parse(entry()._replace(source=source))
