import httpx
import pytest

from alarms.notify.heartbeat import Heartbeat
from telemetry.errors import ConfigError
from telemetry.metrics import Metrics


def heart(why_not: str | None, status: int | None) -> tuple[Heartbeat, list[str], Metrics]:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        if status is None:
            raise httpx.ConnectError("away", request=request)
        return httpx.Response(status)

    metrics = Metrics()
    made = Heartbeat("https://dead.example/uuid", 60, lambda: why_not, metrics, httpx.MockTransport(answer))
    return made, asked, metrics


@pytest.mark.parametrize(
    ("why_not", "status", "beats", "taken"),
    [(None, 200, 1, True), (None, 500, 1, False), (None, None, 1, False), ("the engine hangs", 200, 0, False)],
)
def test_it_beats_only_while_all_is_well(why_not: str | None, status: int | None, beats: int, taken: bool) -> None:
    made, asked, metrics = heart(why_not, status)
    assert made.beat() is taken
    assert asked == ["https://dead.example/uuid"] * beats
    assert metrics.total("samara_heartbeats_total") == 1


def test_it_starts_and_stops() -> None:
    made, asked, _ = heart(None, 200)
    made.start()
    made.stop()
    assert len(asked) == 1


def test_a_racing_heart_is_refused() -> None:
    with pytest.raises(ConfigError):
        Heartbeat("https://x", 0.1, lambda: None, Metrics())
