"""What the wall screen shows, and to whom."""

from dataclasses import replace

from console_world import CLASSROOM, World

from dashboards.console.alarm_watcher import AlarmPicture
from dashboards.console.kiosk import seen_on_wall, wall
from dashboards.console.watcher import Watcher
from telemetry.access import ANONYMOUS, DEMO, Permission
from telemetry.alarm import Alarm, Severity, Shelving, Source
from telemetry.i18n import translator

HOT = Alarm(Source("hot", "amiens", "ecole", CLASSROOM), Severity.CRITICAL, 1000, 1000, value=31.5)
ELSEWHERE = Alarm(Source("leak", "baie", "reservoir"), Severity.MAJOR, 1000, 1000)


def shown(world: World, *alarms: Alarm, tenants: frozenset[str] = frozenset("*")) -> str:
    watcher = Watcher(world.services, lambda: world.now_ms)
    watcher.subscribe()
    watcher.step()
    principal = seen_on_wall(ANONYMOUS, tenants)
    picture = AlarmPicture(1, alarms).seen_by(principal)
    return wall(watcher.snapshot.seen_by(principal), picture, translator("fr"), lambda rule: f"<{rule}>")


def test_a_screen_without_account_sees_what_the_setting_says() -> None:
    assert seen_on_wall(ANONYMOUS, frozenset({"amiens"})).over(Permission.READ) == {"amiens"}
    assert seen_on_wall(ANONYMOUS, frozenset()).over(Permission.READ) == frozenset()
    assert seen_on_wall(ANONYMOUS, frozenset("*")).over(Permission.READ) is None
    assert seen_on_wall(DEMO, frozenset()) is DEMO


def test_nothing_about_people_or_devices(world: World) -> None:
    taken = replace(HOT, acknowledged=True, acknowledged_by="odile")
    html = shown(world, taken, replace(ELSEWHERE, shelved=Shelving(1, "ali", "filter")))
    assert "École Jules-Verne · Amiens" in html
    assert "Acquittée" in html
    assert not any(word in html for word in ("odile", "ali<", "filter", "Salle 12", CLASSROOM, "31"))


def test_everything_is_escaped(world: World) -> None:
    assert "&lt;hot&gt;" in shown(world, HOT)
    assert "<hot>" not in shown(world, HOT)


def test_only_the_authorities_of_the_setting(world: World) -> None:
    html = shown(world, HOT, ELSEWHERE, tenants=frozenset({"baie"}))
    assert "leak" in html
    assert "hot" not in html
