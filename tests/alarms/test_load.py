from alarm_world import START_MS, World

from alarms.load import AlarmLoad
from telemetry.metrics import Metrics


def test_the_gauges_follow_the_history_of_alarms() -> None:
    world, metrics = World(), Metrics()
    load = AlarmLoad(world.store, lambda: START_MS + 1000, metrics)
    world.say("a", 35)
    load.refresh()
    world.say("other:b", 45)
    load.refresh()
    gauges = {metric.name: metric.value for metric in metrics.collect()}
    assert gauges["samara_alarms_load_last_10_min"] == 2
    assert gauges["samara_alarms_load_standing"] == 2
    assert load.figures("other").standing == 1
    assert load.figures("nobody").last_day == 0
