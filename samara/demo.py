"""The demo: the production platform on an embedded broker, with a simulated fleet that speaks to it."""

from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Literal

from fastapi import FastAPI
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from indicators.catalogue import INDICATORS
from samara.broker import EmbeddedBroker
from samara.platform import Platform
from simulators.demo import SOURCES, Backfill, LiveSimulator, troubles
from simulators.fleet import Fleet
from simulators.mqtt import Publisher
from telemetry.series import Span
from telemetry.settings import (
    AlarmSettings,
    ApiSettings,
    AuthSettings,
    IngestSettings,
    LogSettings,
    MqttSettings,
    Settings,
)
from telemetry.times import from_ms, to_ms, utc_now

_FILLED = "demo back-fill"
"""The checkpoint that says until when (ms) history is whole."""
_AHEAD = 5_000
"""Messages that the back-fill may be ahead of the store, so that live ones do not wait behind it for long."""

_LEARNED = timedelta(hours=42)
"""History that the alarm rules learn from: water that does not stop is known after a day, and a meter may tell late."""
_SHORT = timedelta(hours=1)
"""A gap in history from which rules have nothing to learn."""

_LIVELY = 0.1
"""Live devices speak ten times as often as real ones, or the page would change three times a minute."""


def demo_settings(data_dir: Path, port: int, language: Literal["fr", "en"]) -> Settings:
    """The defaults, whatever settings file and environment say: a demo must not touch a real installation."""
    return Settings.model_construct(
        data_dir=data_dir,
        language=language,
        ingest=IngestSettings(sources=SOURCES),
        alarms=AlarmSettings(packs=("city", "nro", "datacenter")),
        api=ApiSettings(port=port),
        auth=AuthSettings(enabled=False),
        log=LogSettings(level="warning"),
    )


class Demo:
    """A context that gives the application: inside, the whole platform runs and a fleet lives."""

    def __init__(self, settings: Settings, mqtt_port: int, devices: int, backfill_days: float) -> None:
        self._begun = utc_now()
        wrong = troubles(self._begun)
        self._fleet = Fleet(devices=devices, troubles=wrong)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        self._broker = EmbeddedBroker(settings.data_dir, mqtt_port)
        mqtt = MqttSettings(url=self._broker.url)
        self._platform = Platform(settings.model_copy(update={"mqtt": mqtt}))
        self._longest = timedelta(days=backfill_days)
        self._stopping = Event()
        self._whole = False
        self._publisher = Publisher(mqtt, give_up=self._stopping)
        lively = Fleet(devices=devices, period_scale=_LIVELY, troubles=wrong)
        self._simulator = LiveSimulator(lively, self._publisher.publish, self._begun)
        self._filler = Thread(target=self._fill, name="back-fill", daemon=True)

    def __enter__(self) -> FastAPI:
        self._broker.start()
        self._platform.registry.merge(self._fleet.inventory())
        application = self._platform.application()
        self._platform.start()
        self._publisher.start()
        self._simulator.start()
        self._filler.start()
        return application

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._filler.join()
        self._simulator.stop()
        self._publisher.stop()
        if self._whole:
            self._platform.checkpoints.save(_FILLED, to_ms(utc_now()))
        self._platform.stop()
        self._broker.stop()

    def _missing_since(self) -> datetime:
        """The end of what an earlier demo has left whole, at most the days asked for ago."""
        return max(from_ms(self._platform.checkpoints.load(_FILLED)), self._begun - self._longest)

    def _fill(self) -> None:
        """Put what is missing of the past into the journal, as an import does, while live data comes by the broker."""
        since = self._missing_since()
        past = Backfill(self._fleet, self._begun, (self._begun - since) / timedelta(days=1))
        columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task(f"history since {since:%Y-%m-%d %H:%M} UTC", total=1.0)
            for share, batch in past.batches():
                self._platform.journal.append(batch)
                self._platform.checkpoints.save(_FILLED, batch[-1].received_ms)
                progress.update(task, completed=share)
                if self._wait_for_store():
                    return
            progress.update(task, completed=1.0)
        self._whole = True
        if self._begun - since > _SHORT:
            self._platform.alarms.learn(to_ms(self._begun - _LEARNED))
        self._platform.indicators.run(INDICATORS.values(), Span.between(since, self._begun))

    def _wait_for_store(self) -> bool:
        """Wait while the store is far behind; true when the demo stops."""
        while max(consumer.lag for consumer in self._platform.ingest.consumers) > _AHEAD:
            if self._stopping.wait(0.05):
                return True
        return self._stopping.is_set()
