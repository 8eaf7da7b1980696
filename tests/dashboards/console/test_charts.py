import json
from datetime import timedelta

import pytest
from console_world import CABINET, CLASSROOM, METER, World

from dashboards.console.charts import Plot, Range, caption, options, read_plot, suspects, with_gaps
from telemetry.i18n import translator
from telemetry.quantity import ACTIVE_ENERGY, AIR_TEMPERATURE, CO2, DOOR_OPEN, WATER_VOLUME, Quantity
from telemetry.series import CIVIL_DAY_MS, HOUR_MS, Aggregate, Sample, Span

FR = translator("fr")
MINUTE = 60_000


def plot(world: World, quantity: Quantity, samples: list[Sample], window_ms: int = 0) -> Plot:
    series = world.series(CLASSROOM, quantity)
    aggregate = Aggregate.MEAN if window_ms else None
    return Plot(series, Span(0, 10 * HOUR_MS), samples, aggregate, window_ms)


@pytest.mark.parametrize(
    ("minutes", "window_min", "gaps_before"),
    [
        pytest.param([0, 10, 20, 30], 0, [], id="even"),
        pytest.param([0, 10, 20, 50], 0, [], id="two missed"),
        pytest.param([0, 10, 20, 51], 0, [51], id="more than two missed"),
        pytest.param([0, 60, 300, 360], 60, [300], id="empty windows"),
        pytest.param([5], 0, [], id="one sample"),
        pytest.param([], 0, [], id="none"),
    ],
)
def test_missing_data_is_a_gap(world: World, minutes: list[int], window_min: int, gaps_before: list[int]) -> None:
    samples = [Sample(minute * MINUTE, 20.0) for minute in minutes]
    points = with_gaps(plot(world, AIR_TEMPERATURE, samples, window_min * MINUTE))
    assert [point for point in points if point[1] is None] == [[minute * MINUTE - 1, None] for minute in gaps_before]
    assert [point[0] for point in points if point[1] is not None] == [time_ms for time_ms, _ in samples]


def test_suspect_values_are_marked_in_the_unit_of_the_chart(world: World) -> None:
    shown = plot(world, ACTIVE_ENERGY, [Sample(0, 1000), Sample(1, -5000)])
    assert suspects(shown) == [[1, -5]]


@pytest.mark.parametrize(
    ("dev_eui", "quantity", "reach", "aggregate", "window_ms", "title"),
    [
        (CLASSROOM, AIR_TEMPERATURE, Range.DAY, None, 0, "Température de l'air (°C)"),
        (
            CLASSROOM,
            AIR_TEMPERATURE,
            Range.WEEK,
            Aggregate.MEAN,
            HOUR_MS,
            "Température de l'air (°C), moyenne par heure",
        ),
        (METER, WATER_VOLUME, Range.DAY, Aggregate.INCREASE, HOUR_MS, "Index d'eau (m³), par heure"),
        (METER, WATER_VOLUME, Range.WEEK, Aggregate.INCREASE, CIVIL_DAY_MS, "Index d'eau (m³), par jour"),
        (CABINET, DOOR_OPEN, Range.WEEK, None, 0, "Porte ouverte"),
    ],
)
def test_what_is_asked_of_the_store(
    world: World,
    dev_eui: str,
    quantity: Quantity,
    reach: Range,
    aggregate: Aggregate | None,
    window_ms: int,
    title: str,
) -> None:
    world.fill()
    read = read_plot(world.store, world.series(dev_eui, quantity), reach, world.now_ms)
    assert (read.aggregate, read.window_ms, caption(read, FR)) == (aggregate, window_ms, title)
    assert read.samples


def test_newest_sample_is_on_the_chart(world: World) -> None:
    world.store.write([world.record(CLASSROOM, {CO2: 640}), world.record(CLASSROOM, {CO2: 600}, timedelta(hours=25))])
    read = read_plot(world.store, world.series(CLASSROOM, CO2), Range.DAY, world.now_ms)
    assert list(read.samples) == [Sample(world.now_ms, 640)]


def test_a_counter_is_drawn_as_bars_a_state_as_steps(world: World) -> None:
    world.fill()
    kinds = {}
    for dev_eui, quantity in ((METER, WATER_VOLUME), (CABINET, DOOR_OPEN), (CLASSROOM, CO2)):
        read = read_plot(world.store, world.series(dev_eui, quantity), Range.WEEK, world.now_ms)
        curve = options(read, FR)["series"][0]
        kinds[quantity] = curve["type"], curve.get("step")
    assert kinds == {WATER_VOLUME: ("bar", None), DOOR_OPEN: ("line", "end"), CO2: ("line", False)}


def test_options_are_json(world: World) -> None:
    samples = [Sample(0, 20.0), Sample(MINUTE, -300.0)]
    assert json.loads(json.dumps(options(plot(world, AIR_TEMPERATURE, samples), FR)))
