from dataclasses import replace

import pytest
from alarm_store_contract import ROOM, after, alarm, raised

from storage.influx.alarms import alarm_lines
from telemetry.alarm import Happening, Transition


def lines(*transitions: Transition) -> list[str]:
    return list(alarm_lines([told._replace(seq=seq) for seq, told in enumerate(transitions, 1)]))


def test_a_transition_is_a_point() -> None:
    one = replace(alarm(), value=31.5, limit=30.0)
    [line] = lines(raised(one))
    assert line == (
        "alarms,channel=rack-1,device=a1,quantity=air_temperature,rule=dc.inlet_high,"
        "site=dc-amiens,tenant=somme-numerique "
        f'acknowledged=0.0,active=1.0,alarm="{one.id}",severity=3.0,seq=1.0,state="unacknowledged",'
        'text="dc.inlet_high major air_temperature",transition="raised",value=31.5,limit=30.0 1005'
    )


def test_the_severity_of_what_is_over_is_zero() -> None:
    [line] = lines(after(alarm(), Happening.CLEARED, active=False))
    assert "severity=0.0" in line
    assert "active=0.0" in line


def test_two_of_one_millisecond_are_two_points() -> None:
    told = raised(alarm())
    assert [line.rsplit(" ", 1)[1] for line in lines(told, told, told)] == ["1005", "1006", "1007"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None])
def test_a_value_that_influxdb_lacks_is_left_out(value: float | None) -> None:
    assert "value=" not in lines(raised(replace(alarm(), value=value)))[0]


def test_hostile_texts_stay_in_their_place() -> None:
    source = ROOM._replace(rule='a b,c=d"\\\n', device="", site="", quantity='"\n\ud800')
    [line] = lines(raised(alarm(source)))
    assert line.startswith('alarms,channel=rack-1,device=none,quantity="\\ ?,rule=a\\ b\\,c\\=d"/,site=unassigned,')
    assert "\n" not in line
    line.encode()
