"""Which alarms a person sees, in which order, and what the address says of it."""

from urllib.parse import parse_qsl

import pytest
from console_alarms import rule_words
from console_world import CLASSROOM, METER, World

from dashboards.console.alarm_list import AlarmChoice, Group, Order
from dashboards.console.alarm_words import Described, describe
from dashboards.console.watcher import Watcher
from telemetry.alarm import Alarm, Severity, Source
from telemetry.device import Domain
from telemetry.i18n import translator

SAY = translator("fr")
HOT = Alarm(Source("hot", "amiens", "ecole", CLASSROOM, "main", "air_temperature"), Severity.MAJOR, 2000, 1000)
LEAK = Alarm(Source("leak", "baie", "reservoir", METER, "main", "water_flow"), Severity.CRITICAL, 1000, 1000)
DOOR = Alarm(Source("door", "amiens", "ecole", CLASSROOM, "main", "door_open"), Severity.MINOR, 3000, 1000)


@pytest.fixture
def described(world: World) -> list[Described]:
    watcher = Watcher(world.services, lambda: world.now_ms)
    watcher.subscribe()
    watcher.step()
    return [describe(alarm, watcher.snapshot, SAY, rule_words) for alarm in (HOT, LEAK, DOOR)]


@pytest.mark.parametrize(
    ("query", "rules"),
    [
        ("", "leak hot door"),
        ("order=newest", "door hot leak"),
        ("order=oldest", "leak hot door"),
        ("order=site", "hot door leak"),
        ("order=nonsense&severity=nonsense&domain=nonsense", "leak hot door"),
        ("group=site", "leak hot door"),
        ("group=site&order=newest", "door hot leak"),
        ("group=cause&order=newest", "door hot leak"),
        ("tenant=amiens", "hot door"),
        ("domain=water", "leak"),
        ("severity=major", "leak hot"),
        ("text=ECOLE", "hot door"),
        ("text=temperature+trop", "hot"),
        ("text=nothing+of+the+sort", ""),
    ],
)
def test_list(described: list[Described], query: str, rules: str) -> None:
    choice = AlarmChoice.read(dict(parse_qsl(query)))
    assert " ".join(one.alarm.source.rule for one in choice.arranged(described)) == rules


def test_a_group_stands_together(described: list[Described]) -> None:
    choice = AlarmChoice(order=Order.OLDEST, group=Group.SITE)
    assert [choice.group_of(one) for one in choice.arranged(described)] == [
        "Réservoir nord",
        "École Jules-Verne",
        "École Jules-Verne",
    ]


def test_address_is_read_back() -> None:
    choice = AlarmChoice(
        "baie", Domain.WATER, Severity.MAJOR, "é & =", Order.NEWEST, Group.CAUSE, "e25695866b6c-1a1fdfa4600-0"
    )
    assert AlarmChoice.read(dict(parse_qsl(choice.write().removeprefix("?")))) == choice
    assert AlarmChoice().write() == "?"


def test_words(described: list[Described]) -> None:
    hot = described[0]
    assert (hot.title, hot.severity, hot.site, hot.domain) == (
        "Température trop haute",
        "Majeure",
        "École Jules-Verne",
        Domain.BUILDING,
    )
    assert hot.point == "Salle 12 · Température de l'air"
    assert hot.state == "À acquitter"
