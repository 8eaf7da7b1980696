from datetime import UTC, datetime, timedelta

import pytest

from ingest.timing import event_ms, reading_times
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE
from telemetry.reading import Reading
from telemetry.times import to_ms
from telemetry.uplink import Uplink

RECEIVED = datetime(2026, 11, 21, 8, tzinfo=UTC)
HEARD_MS = to_ms(RECEIVED)
MINUTE = timedelta(minutes=1)
UNSET = datetime(1970, 1, 1, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("network_time", "believed"),
    [
        pytest.param(RECEIVED - timedelta(seconds=1), True, id="as usual"),
        pytest.param(RECEIVED - timedelta(days=400), True, id="late data"),
        pytest.param(RECEIVED + 5 * MINUTE, True, id="a clock a little ahead"),
        pytest.param(RECEIVED + 5 * MINUTE + timedelta(milliseconds=1), False, id="future"),
        pytest.param(datetime(9998, 1, 1, tzinfo=UTC), False, id="far future"),
        pytest.param(UNSET, False, id="a clock that was never set"),
        pytest.param(datetime(2014, 12, 31, 23, 59, 59, tzinfo=UTC), False, id="before LoRaWAN"),
        pytest.param(datetime(1, 1, 1, tzinfo=UTC), False, id="year 1"),
    ],
)
def test_network_time(network_time: datetime, *, believed: bool) -> None:
    uplink = Uplink("24e124136b502217", network_time, 85, b"")
    assert event_ms(uplink, HEARD_MS) == (to_ms(network_time) if believed else HEARD_MS)


@pytest.mark.parametrize(
    ("device_times", "stored"),
    [
        pytest.param([], [], id="no readings"),
        pytest.param([None, None], [RECEIVED, RECEIVED], id="no device time"),
        pytest.param([RECEIVED - MINUTE], [RECEIVED - MINUTE], id="device time"),
        pytest.param([RECEIVED + 5 * MINUTE], [RECEIVED + 5 * MINUTE], id="device clock a little ahead"),
        pytest.param([RECEIVED - 600 * MINUTE, None], [RECEIVED - 600 * MINUTE, RECEIVED], id="logged, and now"),
        pytest.param([RECEIVED + 6 * MINUTE] * 2, [RECEIVED] * 2, id="one instant, in the future"),
        pytest.param([UNSET] * 2, [RECEIVED] * 2, id="one instant, clock never set"),
    ],
)
def test_device_time(device_times: list[datetime | None], stored: list[datetime]) -> None:
    readings = [Reading(AIR_TEMPERATURE, 20.0, time=time) for time in device_times]
    assert reading_times(readings, HEARD_MS) == [to_ms(time) for time in stored]


@pytest.mark.parametrize(
    "device_times",
    [
        pytest.param([RECEIVED + 60 * MINUTE, RECEIVED + 50 * MINUTE], id="all in the future"),
        pytest.param([RECEIVED + 6 * MINUTE, RECEIVED - 4 * MINUTE], id="the newest in the future"),
        pytest.param([UNSET, UNSET + MINUTE], id="clock never set"),
        pytest.param([None, UNSET], id="now, and logged by a clock never set"),
    ],
)
def test_samples_of_a_wrong_clock_are_refused(device_times: list[datetime | None]) -> None:
    readings = [Reading(AIR_TEMPERATURE, 20.0, time=time) for time in device_times]
    with pytest.raises(DecodeError, match="clock is wrong"):
        reading_times(readings, HEARD_MS)
