"""What every `ReadingStore` must do. A test module inherits `ReadingStoreContract` and gives it a `store`."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from telemetry import quantity as q
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.errors import QueryError
from telemetry.memory import MemoryRegistry, MemoryStore
from telemetry.ports import Inventory, ReadingStore
from telemetry.quantity import Quantity
from telemetry.record import Activity, Point, Record
from telemetry.series import CIVIL_DAY_MS, HOUR_MS, Aggregate, Sample, Series, Span
from telemetry.times import from_ms, to_ms
from telemetry.uplink import Notice, Reception, Uplink

MINUTE = 60_000
DAY = 24 * HOUR_MS
NOON = to_ms(datetime(2026, 6, 10, 12, tzinfo=UTC))
EVER = Span(0, 2**42)
AUTUMN = to_ms(datetime(2026, 10, 24, 12, tzinfo=UTC))
"""Half a day before the Paris day of 25 hours."""
SPRING = to_ms(datetime(2026, 3, 28, 12, tzinfo=UTC))
"""Half a day before the Paris day of 23 hours."""
HOSTILE_NAMES = ["", " ", "a b", "a,b=c", 'say "so"', "l'eau", "back\\slash\\", "two\nlines", "école 🏫", "#x", "-- ;"]


class Fleet:
    """Devices in a registry, and records that they might send."""

    def __init__(self) -> None:
        self.registry = MemoryRegistry()
        self._seqs = count(1)

    def device(self, number: int = 1, tenant: str = "amiens", site: str = "ecole") -> Device:
        dev_eui = f"24e124136b{number:06x}"
        places = (Tenant(tenant, tenant),), (Site(site, tenant, site),)
        self.registry.merge(Inventory(*places, devices=(Device(dev_eui, 0, tenant, site, "", Domain.OTHER),)))
        device = self.registry.device(dev_eui)
        assert device is not None
        return device

    def series(self, device: Device, quantity: Quantity = q.AIR_TEMPERATURE, channel: str = "main") -> Series:
        return self.registry.series(device, quantity, channel)

    def uplink(self, device: Device, time_ms: int, *values: tuple[Series, float], **facts: Any) -> Record:
        """An uplink at a time, with its values, each at that time."""
        points = tuple(Point(series, time_ms, value) for series, value in values)
        event = Uplink(device.dev_eui, from_ms(time_ms), 85, b"\x01", **facts)
        return Record(next(self._seqs), device, event, time_ms, time_ms, points)

    def history(self, device: Device, series: Series, samples: Sequence[tuple[int, float]]) -> list[Record]:
        return [self.uplink(device, time_ms, (series, value)) for time_ms, value in samples]


def answers(
    store: ReadingStore, series: Sequence[Series], span: Span, window_ms: int, function: Aggregate
) -> dict[int, list[Sample]]:
    return dict(store.aggregate(series, span, window_ms, function))


class ReadingStoreContract:
    @pytest.fixture
    def fleet(self) -> Fleet:
        return Fleet()

    @pytest.fixture
    def store(self, fleet: Fleet) -> Iterator[ReadingStore]:
        raise NotImplementedError

    def test_a_series_without_data_is_empty_everywhere(self, store: ReadingStore, fleet: Fleet) -> None:
        device = fleet.device()
        series = fleet.series(device)
        assert store.latest([series]) == {}
        assert list(store.samples(series, EVER)) == []
        assert answers(store, [series], Span(NOON, NOON + DAY), HOUR_MS, Aggregate.MEAN) == {}
        assert store.activity([device]) == {}
        assert list(store.radio(device, EVER)) == []
        assert store.roll_up() == 0
        assert store.expire([series], NOON) == 0

    def test_no_series_and_no_record_ask_nothing(self, store: ReadingStore) -> None:
        store.write([])
        assert store.latest([]) == {}
        assert store.activity([]) == {}
        assert answers(store, [], EVER, HOUR_MS, Aggregate.MEAN) == {}
        assert store.expire([], NOON) == 0

    def test_an_uplink_comes_back_as_it_went(self, store: ReadingStore, fleet: Fleet) -> None:
        device = fleet.device()
        temperature, probe = fleet.series(device), fleet.series(device, channel="probe")
        humidity = fleet.series(device, q.RELATIVE_HUMIDITY)
        store.write([fleet.uplink(device, NOON + 1, (temperature, -0.1), (probe, 1e-7), (humidity, 1e15))])
        assert list(store.samples(temperature, EVER)) == [Sample(NOON + 1, -0.1)]
        assert list(store.samples(probe, EVER)) == [Sample(NOON + 1, 1e-7)]
        assert store.latest([temperature, probe, humidity])[humidity.id] == Sample(NOON + 1, 1e15)

    def test_writing_again_changes_nothing(self, store: ReadingStore, fleet: Fleet) -> None:
        device = fleet.device()
        series = fleet.series(device)
        records = fleet.history(device, series, [(NOON + minute * MINUTE, float(minute)) for minute in range(90)])
        for _ in range(2):
            store.write(records)
            store.roll_up()
        assert len(list(store.samples(series, EVER))) == 90
        count = answers(store, [series], Span(NOON, NOON + 1), CIVIL_DAY_MS, Aggregate.COUNT)
        assert [sample.value for sample in count[series.id]] == [90]

    @pytest.mark.parametrize("rolled", [False, True])
    def test_the_last_value_of_a_time_wins(self, store: ReadingStore, fleet: Fleet, rolled: bool) -> None:
        device = fleet.device()
        series = fleet.series(device)
        store.write(fleet.history(device, series, [(NOON, 1.0), (NOON, 2.0)]))
        if rolled:
            store.roll_up()
        store.write(fleet.history(device, series, [(NOON, 3.0)]))
        assert list(store.samples(series, EVER)) == [Sample(NOON, 3.0)]
        assert store.latest([series]) == {series.id: Sample(NOON, 3.0)}
        means = answers(store, [series], Span(NOON, NOON + 1), HOUR_MS, Aggregate.MEAN)
        assert means == {series.id: [Sample(NOON, 3.0)]}

    def test_late_readings_fall_into_place_and_the_newest_stays_the_latest(
        self, store: ReadingStore, fleet: Fleet
    ) -> None:
        device = fleet.device()
        series = fleet.series(device)
        store.write(fleet.history(device, series, [(NOON, 5.0)]))
        store.write(fleet.history(device, series, [(NOON - DAY, 1.0), (NOON - HOUR_MS, 4.0)]))
        assert [sample.value for sample in store.samples(series, EVER)] == [1.0, 4.0, 5.0]
        assert store.latest([series]) == {series.id: Sample(NOON, 5.0)}

    def test_a_span_holds_its_start_and_not_its_end(self, store: ReadingStore, fleet: Fleet) -> None:
        device = fleet.device()
        series = fleet.series(device)
        store.write(fleet.history(device, series, [(NOON - 1, 1.0), (NOON, 2.0), (NOON + 9, 3.0), (NOON + 10, 4.0)]))
        assert [sample.value for sample in store.samples(series, Span(NOON, NOON + 10))] == [2.0, 3.0]
        assert list(store.samples(series, Span(NOON, NOON))) == []
        assert list(store.samples(series, Span(NOON + 10, NOON))) == []
        assert answers(store, [series], Span(NOON, NOON), HOUR_MS, Aggregate.MEAN) == {}

    def test_long_spans_are_read_whole(self, store: ReadingStore, fleet: Fleet) -> None:
        device = fleet.device()
        series = fleet.series(device)
        samples = [(NOON + second * 1000, float(second)) for second in range(25_000)]
        store.write(fleet.history(device, series, samples))
        assert list(store.samples(series, EVER)) == samples

    @pytest.mark.parametrize("window_ms", [-1, 1, 999])
    def test_a_bad_window_is_refused_at_once(self, store: ReadingStore, fleet: Fleet, window_ms: int) -> None:
        with pytest.raises(QueryError, match="window"):
            store.aggregate([fleet.series(fleet.device())], EVER, window_ms, Aggregate.MEAN)

    def test_windows_are_whole(self, store: ReadingStore, fleet: Fleet) -> None:
        device = fleet.device()
        series = fleet.series(device)
        store.write(fleet.history(device, series, [(NOON + minute * MINUTE, 1.0) for minute in range(180)]))
        span = Span(NOON + 70 * MINUTE, NOON + 71 * MINUTE)
        for window_ms, start_ms, size in (
            (10 * MINUTE, NOON + 70 * MINUTE, 10),
            (HOUR_MS, NOON + HOUR_MS, 60),
            (2 * HOUR_MS, NOON, 120),
        ):
            expected = {series.id: [Sample(start_ms, size)]}
            assert answers(store, [series], span, window_ms, Aggregate.COUNT) == expected

    @pytest.mark.parametrize(("start_ms", "hours"), [(AUTUMN, 25), (SPRING, 23), (NOON, 24)])
    def test_a_civil_day_has_the_hours_of_paris(
        self, store: ReadingStore, fleet: Fleet, start_ms: int, hours: int
    ) -> None:
        device = fleet.device()
        series = fleet.series(device)
        store.write(fleet.history(device, series, [(start_ms + hour * HOUR_MS, 1.0) for hour in range(72)]))
        for _ in range(2):
            days = answers(store, [series], Span(start_ms, start_ms + 2 * DAY), CIVIL_DAY_MS, Aggregate.COUNT)
            assert [sample.value for sample in days[series.id]][1] == hours
            store.roll_up()

    def test_a_counter_grows_across_windows_resets_and_gaps(self, store: ReadingStore, fleet: Fleet) -> None:
        device = fleet.device()
        series = fleet.series(device, q.WATER_VOLUME)
        samples = [(NOON - DAY, 90.0), (NOON, 100.0), (NOON + MINUTE, 103.0)]
        samples += [(NOON + 3 * HOUR_MS, 2.0), (NOON + 3 * HOUR_MS + MINUTE, 5.0)]
        store.write(fleet.history(device, series, samples))
        for _ in range(2):
            hours = answers(store, [series], Span(NOON, NOON + DAY), HOUR_MS, Aggregate.INCREASE)
            assert hours == {series.id: [Sample(NOON, 13.0), Sample(NOON + 3 * HOUR_MS, 5.0)]}
            minutes = answers(store, [series], Span(NOON, NOON + DAY), MINUTE, Aggregate.INCREASE)
            assert [sample.value for sample in minutes[series.id]] == [10.0, 3.0, 2.0, 3.0]
            store.roll_up()

    @pytest.mark.parametrize("seed", range(6))
    def test_every_aggregate_equals_the_one_of_the_raw_readings(
        self, store: ReadingStore, fleet: Fleet, seed: int
    ) -> None:
        """Random gaps, late data, rewrites and counter resets about a clock change, rolled up at random moments."""
        chance = random.Random(seed)
        devices = [fleet.device(number) for number in range(3)]
        series = [fleet.series(device, quantity) for device in devices for quantity in (q.CO2, q.WATER_VOLUME)]
        begin = (AUTUMN if seed % 2 else SPRING) - 2 * DAY
        twin = MemoryStore()
        for _ in range(6):
            batch = []
            for _ in range(60):
                one = chance.choice(series)
                device = fleet.registry.device(one.dev_eui)
                assert device is not None
                # Eighths are exact in binary: sums are equal whatever their order.
                value = chance.randrange(8000) / 8
                batch.append(fleet.uplink(device, begin + chance.randrange(5 * 24 * 12) * 5 * MINUTE, (one, value)))
            store.write(batch)
            twin.write(batch)
            if chance.random() < 0.6:
                store.roll_up()
            span = Span(begin + chance.randrange(2 * DAY), begin + 2 * DAY + chance.randrange(3 * DAY))
            for window_ms in (10 * MINUTE, HOUR_MS, 6 * HOUR_MS, DAY, CIVIL_DAY_MS):
                for function in chance.sample(list(Aggregate), 3):
                    expected = answers(twin, series, span, window_ms, function)
                    assert answers(store, series, span, window_ms, function) == expected

    def test_many_series_are_answered_each_on_its_own(self, store: ReadingStore, fleet: Fleet) -> None:
        devices = [fleet.device(number) for number in range(300)]
        series = [fleet.series(device) for device in devices]
        batch = [fleet.uplink(device, NOON, (one, float(one.id))) for device, one in zip(devices, series, strict=True)]
        store.write(batch)
        days = answers(store, series, Span(NOON - 400 * DAY, NOON + 1), HOUR_MS, Aggregate.MEAN)
        assert days == {one.id: [Sample(NOON, float(one.id))] for one in series}
        assert store.latest(series) == {one.id: Sample(NOON, float(one.id)) for one in series}

    def test_radio_facts_are_those_of_the_best_reception(self, store: ReadingStore, fleet: Fleet) -> None:
        device = fleet.device()
        far, near = Reception("0016c001ff10a235", -118, -9.5), Reception("0016c001ff10a236", -71, 8.75)
        store.write([fleet.uplink(device, NOON, receptions=(far, near), spreading_factor=9, f_cnt=4_000_000_000)])
        heard = Activity(NOON, -71, 8.75, 9, 4_000_000_000, "0016c001ff10a236", 2)
        assert store.activity([device, fleet.device(2)]) == {device.dev_eui: heard}
        assert list(store.radio(device, Span(NOON, NOON + 1))) == [heard]

    def test_radio_facts_may_be_missing(self, store: ReadingStore, fleet: Fleet) -> None:
        device = fleet.device()
        store.write([fleet.uplink(device, NOON), fleet.uplink(device, NOON + 1, receptions=(Reception("aa"),))])
        assert list(store.radio(device, EVER)) == [
            Activity(NOON, f_cnt=0),
            Activity(NOON + 1, f_cnt=0, gateway="aa", gateways=1),
        ]

    def test_activity_is_the_newest_and_radio_all_in_order(self, store: ReadingStore, fleet: Fleet) -> None:
        device = fleet.device()
        for time_ms, gateway in ((NOON, "bb"), (NOON + 60, "aa"), (NOON + 30, "cc"), (NOON + 60, "aa")):
            store.write([fleet.uplink(device, time_ms, receptions=(Reception(gateway, -80, 5.0),))])
        heard = list(store.radio(device, EVER))
        assert [activity.gateway for activity in heard] == ["bb", "cc", "aa"]
        assert store.activity([device]) == {device.dev_eui: heard[-1]}
        assert list(store.radio(device, Span(NOON + 1, NOON + 60))) == heard[1:2]

    def test_an_event_that_is_no_uplink_has_no_radio(self, store: ReadingStore, fleet: Fleet) -> None:
        device = fleet.device()
        store.write([Record(1, device, Notice(device.dev_eui, from_ms(NOON), "join"), NOON, NOON)])
        assert store.activity([device]) == {}

    def test_expired_readings_go_and_their_roll_ups_stay(self, store: ReadingStore, fleet: Fleet) -> None:
        device, other = fleet.device(1), fleet.device(2)
        series, kept = fleet.series(device, q.WATER_VOLUME), fleet.series(other, q.WATER_VOLUME)
        samples = [(NOON + hour * HOUR_MS + minute * MINUTE, hour + 0.0) for hour in range(50) for minute in (0, 30)]
        store.write([*fleet.history(device, series, samples), *fleet.history(other, kept, samples)])
        questions = [(HOUR_MS, Aggregate.INCREASE), (6 * HOUR_MS, Aggregate.MEAN), (CIVIL_DAY_MS, Aggregate.FIRST)]
        before = [answers(store, [series], Span(NOON, NOON + 3 * DAY), *question) for question in questions]
        gone = store.expire([series], NOON + 40 * HOUR_MS + 45 * MINUTE)
        assert gone in (80, 0)
        assert [sample.time_ms for sample in store.samples(series, EVER)] == [time_ms for time_ms, _ in samples[80:]]
        assert len(list(store.samples(kept, EVER))) == 100
        assert len(list(store.radio(device, EVER))) == 20
        assert len(list(store.radio(other, EVER))) == 100
        after = [answers(store, [series], Span(NOON, NOON + 3 * DAY), *question) for question in questions]
        assert after == before
        step = answers(store, [series], Span(NOON + 40 * HOUR_MS, NOON + DAY * 2), MINUTE, Aggregate.INCREASE)
        assert step[series.id][0] == Sample(NOON + 40 * HOUR_MS, 1.0)

    def test_a_straggler_does_not_replace_the_roll_up_of_an_expired_hour(
        self, store: ReadingStore, fleet: Fleet
    ) -> None:
        device = fleet.device()
        series = fleet.series(device)
        store.write(fleet.history(device, series, [(NOON, 10.0), (NOON + MINUTE, 20.0)]))
        store.expire([series], NOON + HOUR_MS)
        store.write(fleet.history(device, series, [(NOON + 2 * MINUTE, 99.0)]))
        for _ in range(2):
            hours = answers(store, [series], Span(NOON, NOON + 1), HOUR_MS, Aggregate.MEAN)
            assert hours == {series.id: [Sample(NOON, 15.0)]}
            store.roll_up()

    @pytest.mark.parametrize("name", HOSTILE_NAMES)
    def test_hostile_names_are_only_names(self, store: ReadingStore, fleet: Fleet, name: str) -> None:
        device = fleet.device(tenant=name, site=name)
        series, other = fleet.series(device, channel=name), fleet.series(device, channel="other")
        store.write([fleet.uplink(device, NOON, (series, 1.0), (other, 2.0), receptions=(Reception(name, -1, 1.0),))])
        store.roll_up()
        assert list(store.samples(series, EVER)) == [Sample(NOON, 1.0)]
        assert answers(store, [series, other], Span(NOON, NOON + 1), HOUR_MS, Aggregate.SUM) == {
            series.id: [Sample(NOON, 1.0)],
            other.id: [Sample(NOON, 2.0)],
        }
        assert len(list(store.radio(device, EVER))) == 1

    def test_a_device_that_moves_keeps_its_history(self, store: ReadingStore, fleet: Fleet) -> None:
        before = fleet.device(tenant="amiens", site="ecole")
        series = fleet.series(before)
        store.write(fleet.history(before, series, [(NOON, 1.0), (NOON + MINUTE, 2.0)]))
        store.roll_up()
        after = fleet.device(tenant="abbeville", site="mairie")
        # Decoded again after the move: the corrected value replaces the one of the former place.
        store.write(fleet.history(after, series, [(NOON + MINUTE, 4.0), (NOON + HOUR_MS, 6.0)]))
        for _ in range(2):
            assert [sample.value for sample in store.samples(series, EVER)] == [1.0, 4.0, 6.0]
            hours = answers(store, [series], Span(NOON, NOON + DAY), HOUR_MS, Aggregate.SUM)
            assert [sample.value for sample in hours[series.id]] == [5.0, 6.0]
            assert len(list(store.radio(after, EVER))) == 3
            store.roll_up()
