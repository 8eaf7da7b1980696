from datetime import datetime, timedelta

import pytest
from correlation_scene import Scene, Sensor, copies, suppressed, told

from alarms.calendar.windows import Calendar, Mode, Scope, Window
from telemetry.alarm import Quality, Severity, Verdict


def nro(code: str = "a", count: int = 4, period: int = 60) -> list[Sensor]:
    return copies(Sensor(f"{code}-", f"nro-{code}", period), count)


def euis(sensors: list[Sensor]) -> list[str]:
    return [sensor.eui for sensor in sensors]


def test_one_silent_sensor_is_a_sensor() -> None:
    scene = Scene("DC-A", nro())
    scene.run(300)
    scene.mute("a-0")
    assert told(scene.run(600)) == ["silent a-0"]
    scene.mute("a-0", mute=False)
    assert told(scene.run(120)) == ["-silent a-0"]


def test_a_site_that_falls_silent_is_one_alarm_and_its_sensors_are_consequences() -> None:
    sensors = nro()
    scene = Scene("DC-A", sensors)
    scene.run(300)
    scene.mute(*euis(sensors))
    said = scene.run(900)
    assert told(said) == ["site-unreachable nro-a"]
    assert suppressed(said) == {f"silent a-{number}": "topology:site:nro-a" for number in range(4)}
    [cause] = [verdict for verdict in said if verdict.source.rule == "site-unreachable"]
    assert cause.severity is Severity.CRITICAL
    assert cause.detail == {"devices": "4", "link": "DC-A"}


def test_slow_sensors_that_are_not_due_yet_make_the_quick_ones_wait() -> None:
    sensors = [*nro(count=1), Sensor("a-slow", "nro-a", 200)]
    scene = Scene("DC-A", sensors)
    scene.run(900)
    scene.mute(*euis(sensors))
    assert told(scene.run(1200)) == ["site-unreachable nro-a"]


def test_after_the_return_sensors_are_held_until_they_are_heard() -> None:
    sensors = nro()
    scene = Scene("DC-A", sensors)
    scene.run(300)
    scene.mute(*euis(sensors))
    scene.run(900)
    scene.mute("a-0", "a-1", "a-2", mute=False)
    said = scene.run(150)
    # The fourth is still silent: not told while it may come back …
    assert sorted(told(said)) == ["-silent a-0", "-silent a-1", "-silent a-2", "-site-unreachable nro-a"]
    # … and told as its own when it does not.
    assert told(scene.run(150)) == ["silent a-3"]


def test_a_standing_alarm_of_a_lost_site_becomes_unknown_and_is_true_again_with_fresh_data() -> None:
    sensors = nro()
    scene = Scene("DC-A", sensors)
    scene.run(300)
    scene.rule("too-hot", "a-0", holds=True)
    scene.mute(*euis(sensors))
    said = scene.run(600)
    unknown = [verdict for verdict in said if verdict.source.rule == "too-hot"][-1]
    assert (unknown.holds, unknown.quality, unknown.suppressed_by) == (None, Quality.UNKNOWN, "topology:site:nro-a")
    scene.mute(*euis(sensors), mute=False)
    scene.run(150)
    again = [verdict for verdict in scene.said if verdict.source.rule == "too-hot"][-1]
    assert (again.holds, again.quality, again.suppressed_by) == (True, Quality.GOOD, "")


@pytest.mark.parametrize(("rule", "words"), [("mains", "commercialPowerFailure"), ("intrusion", "intrusionDetection")])
def test_the_last_words_name_the_cause(rule: str, words: str) -> None:
    sensors = nro()
    scene = Scene("DC-A", sensors)
    scene.run(300)
    scene.rule(rule, "a-1", holds=True)
    scene.run(60)
    scene.mute(*euis(sensors))
    [cause] = [verdict for verdict in scene.run(600) if verdict.source.rule == "site-unreachable"]
    assert cause.detail["last_words"] == words


def test_old_words_are_not_the_last_ones() -> None:
    sensors = nro()
    scene = Scene("DC-A", sensors)
    scene.rule("mains", "a-1", holds=True)
    scene.run(3600)
    scene.mute(*euis(sensors))
    [cause] = [verdict for verdict in scene.run(600) if verdict.source.rule == "site-unreachable"]
    assert "last_words" not in cause.detail


def test_several_sensors_behind_one_gateway_are_the_gateway() -> None:
    near = copies(Sensor("near-", "school", 60, ("gw2",)), 3)
    far = copies(Sensor("far-", "school", 60, ("gw1",)), 3)
    both = copies(Sensor("both-", "school", 60, ("gw1", "gw2")), 1)
    scene = Scene("DC-A", [*near, *far, *both])
    scene.run(300)
    scene.mute(*euis(near))
    said = scene.run(900)
    assert told(said) == ["gateway-silent gw2"]
    assert suppressed(said) == {f"silent near-{number}": "topology:gateway:gw2" for number in range(3)}
    scene.mute(*euis(near), mute=False)
    assert "-gateway-silent gw2" in told(scene.run(150))


def test_a_gateway_on_a_lost_site_is_a_consequence_of_the_site() -> None:
    wired, radio = nro(), copies(Sensor("r-", "school", 60, ("gw1",)), 3)
    scene = Scene("DC-A", [*wired, *radio])
    scene.run(300)
    scene.mute(*euis(wired), *euis(radio))
    said = scene.run(900)
    assert told(said) == ["site-unreachable nro-a"]
    assert suppressed(said)["gateway-silent gw1"] == "topology:site:nro-a"


def test_a_radio_sensor_that_is_heard_elsewhere_does_not_prove_the_collect_alive() -> None:
    sensors = [*nro(), *copies(Sensor("radio-", "nro-a", 60, ("gw2",)), 2)]
    scene = Scene("DC-A", sensors)
    scene.run(300)
    scene.mute(*euis(nro()))
    assert told(scene.run(900)) == ["site-unreachable nro-a"]


def test_what_reports_by_another_path_is_neither_voice_nor_consequence() -> None:
    panel = Sensor("panel", "nro-a", 60, tags={"path": "4g"})
    scene = Scene("DC-A", [*nro(), panel])
    scene.run(300)
    scene.mute(*euis(nro()))
    assert told(scene.run(600)) == ["site-unreachable nro-a"]
    scene.rule("fire", "panel", holds=True)
    scene.rule("intrusion", "panel", holds=True)
    assert told(scene.said[-2:]) == ["fire panel", "intrusion panel"]


def test_fire_is_never_suppressed_even_of_a_lost_site_in_maintenance() -> None:
    window = Window(
        "w",
        Scope(),
        Mode.MUTE,
        datetime.fromisoformat("2026-11-20"),
        timedelta(days=9),
        "r",
        "b",
        "",
        Severity.CRITICAL,
    )
    sensors = nro()
    scene = Scene("DC-A", sensors, Calendar([window]))
    scene.run(300)
    scene.mute(*euis(sensors))
    scene.run(600)
    scene.rule("fire", "a-0", holds=True)
    assert told(scene.said[-1:]) == ["fire a-0"]


def test_sites_behind_a_lost_site_are_its_consequences() -> None:
    a, b, c = nro("a"), nro("b"), nro("c")
    d, e = nro("d"), nro("e")
    scene = Scene("DC-A A-B B-C DC-D DC-E", [*a, *b, *c, *d, *e])
    scene.run(300)
    scene.mute(*euis(a), *euis(b), *euis(c))
    said = scene.run(900)
    assert told(said) == ["site-unreachable nro-a"]
    assert suppressed(said)["site-unreachable nro-c"] == "topology:site:nro-b"


def test_most_sites_at_once_are_the_core() -> None:
    sites = [nro(code) for code in "abcdef"]
    scene = Scene(" ".join(f"DC-{code}" for code in "ABCDEF"), [sensor for site in sites for sensor in site])
    scene.run(300)
    for site in sites:
        scene.mute(*euis(site))
    assert told(scene.run(900)) == ["core-unreachable nro-dc"]
    for site in sites:
        scene.mute(*euis(site), mute=False)
    said = told(scene.run(200))
    assert "-core-unreachable nro-dc" in said
    assert not [text for text in said if not text.startswith("-")]


def test_a_storm_of_fifty_sites_is_one_alarm() -> None:
    codes = [f"S{number:02}" for number in range(50)]
    sites = [nro(code.lower(), 3) for code in codes]
    scene = Scene(" ".join(f"DC-{code}" for code in codes), [sensor for site in sites for sensor in site])
    scene.run(200)
    for site in sites:
        scene.mute(*euis(site))
    assert told(scene.run(400)) == ["core-unreachable nro-dc"]


def test_a_restart_in_the_middle_changes_nothing() -> None:
    sensors = nro()
    scene = Scene("DC-A", sensors)
    scene.run(300)
    scene.mute(*euis(sensors))
    for _ in range(30):
        scene.run(30)
        scene.restart()
    assert told(scene.said) == ["site-unreachable nro-a"]


def test_our_own_blindness_is_no_silence() -> None:
    sensors = nro()
    scene = Scene("DC-A", sensors)
    scene.run(300)
    blind_ms = scene.now_ms
    scene.now_ms += 3_600_000
    scene.correlator.blind(blind_ms, scene.now_ms)
    for sensor in sensors:
        sensor.last_ms = scene.now_ms
    assert scene.run(300) == []


@pytest.mark.parametrize(
    ("mode", "told_", "suppressed_", "severity"),
    [
        (Mode.MUTE, [], {"door a-0": "maintenance:w"}, Severity.MAJOR),
        (Mode.INFORM, ["door a-0"], {}, Severity.WARNING),
        (Mode.EXERCISE, ["door a-0"], {}, Severity.MAJOR),
    ],
)
def test_what_is_announced(mode: Mode, told_: list[str], suppressed_: dict[str, str], severity: Severity) -> None:
    window = Window(
        "w",
        Scope(sites=frozenset({"nro-a"})),
        mode,
        datetime.fromisoformat("2026-11-21T01:05"),
        timedelta(minutes=10),
        "tiroir",
        "anne",
    )
    scene = Scene("DC-A", nro(), Calendar([window]))
    scene.run(360)
    scene.rule("door", "a-0", holds=True)
    scene.rule("below-n", "a-1", holds=True, severity=Severity.CRITICAL)
    assert told(scene.said) == [*told_, "below-n a-1"]
    assert suppressed(scene.said) == suppressed_
    assert scene.said[0].severity is severity
    if mode is not Mode.MUTE:
        assert scene.said[0].detail == {mode.value: "tiroir"}


def test_what_is_still_wrong_when_the_window_closes_is_told() -> None:
    window = Window(
        "w", Scope(), Mode.MUTE, datetime.fromisoformat("2026-11-21T01:00"), timedelta(minutes=10), "r", "b"
    )
    scene = Scene("DC-A", nro(), Calendar([window]))
    scene.run(300)
    scene.rule("door", "a-0", holds=True)
    scene.rule("hatch", "a-0", holds=True)
    scene.rule("hatch", "a-0", holds=False)
    assert told(scene.run(600)) == ["door a-0"]


def changes(scene: Scene, seconds: int, count: int) -> list[Verdict]:
    before = len(scene.said)
    for number in range(count):
        scene.rule("level", "a-0", holds=number % 2 == 0)
        scene.run(seconds)
    return scene.said[before:]


def test_chatter_is_told_once_and_the_truth_when_it_ends() -> None:
    scene = Scene("DC-A", nro(period=600))
    scene.run(60)
    said = changes(scene, 10, 40)
    assert told(said) == ["level a-0", "-level a-0"]
    assert suppressed(said) == {"level a-0": "chatter"}
    assert told(scene.run(1200)) == ["-level a-0"]


def test_a_source_that_changes_with_each_result_is_flapping() -> None:
    scene = Scene("DC-A", nro(period=600))
    scene.run(1200)
    assert len(told(changes(scene, 120, 40))) < 15
