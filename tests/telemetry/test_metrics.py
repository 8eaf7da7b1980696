"""Counters add up by label; gauges are read when asked."""

from telemetry.metrics import Metric, Metrics


def test_counters_and_gauges_are_collected() -> None:
    metrics = Metrics()
    metrics.declare("seen_total", "Messages seen.")
    metrics.gauge("lag", "Messages behind.", lambda: 7)
    metrics.add("seen_total", 2, source="chirpstack")
    metrics.add("seen_total", 3, source="tts")
    assert metrics.total("seen_total") == 5
    assert Metric("seen_total", "Messages seen.", "counter", (("source", "tts"),), 3) in list(metrics.collect())
    assert Metric("lag", "Messages behind.", "gauge", (), 7) in list(metrics.collect())


def test_a_declared_counter_shows_before_it_moves() -> None:
    metrics = Metrics()
    metrics.declare("seen_total", "Messages seen.")
    assert list(metrics.collect()) == [Metric("seen_total", "Messages seen.", "counter", (), 0)]
