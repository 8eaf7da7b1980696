"""The round of the waste collection."""

from indicators.round import stops_of
from telemetry import quantity as q
from telemetry.device import Device
from telemetry.quantity import Quantity
from telemetry.series import Sample, Series

NAMES = ("full", "soon", "fine", "silent", "unknown rate")
DEVICES = [Device(f"a81758fffe03000{number}", name=name) for number, name in enumerate(NAMES)]
KNOWN: dict[str, dict[Quantity, float]] = {
    "full": {q.FILL_LEVEL: 98, q.DAYS_TO_FULL: 0.5, q.COLLECTION_DUE: 1},
    "soon": {q.FILL_LEVEL: 60, q.DAYS_TO_FULL: 1.5, q.COLLECTION_DUE: 1},
    "fine": {q.FILL_LEVEL: 20, q.DAYS_TO_FULL: 9, q.COLLECTION_DUE: 0},
    "silent": {},
    "unknown rate": {q.FILL_LEVEL: 80, q.COLLECTION_DUE: 1},
}


def test_the_most_urgent_come_first() -> None:
    series, latest = [], {}
    for device in DEVICES:
        for quantity, value in KNOWN[device.name].items():
            series.append(Series(len(series) + 1, device.dev_eui, quantity, "main"))
            latest[len(series)] = Sample(86_400_000, value)
    stops = stops_of(DEVICES, series, latest)
    assert [(stop.device.name, stop.level, stop.days) for stop in stops] == [
        ("unknown rate", 80, None),
        ("full", 98, 0.5),
        ("soon", 60, 1.5),
    ]
    assert f"{stops[0].since:%Y-%m-%d}" == "1970-01-02"
